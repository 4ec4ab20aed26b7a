/* The timeline of one piece of address space: where one tenancy surely wins, and where not. */
#pragma once

#include "model/inventory.h"

struct holder_step {
	int64_t at, end;     /* microseconds; half-open */
	int64_t from, until; /* of the winner, which may be wider */
	uint32_t who;        /* index + 1; 0: ask holder_decide() */
	uint32_t use;
};

/* Room that is used again for the next piece; all zeros to begin with. */
struct holder_steps {
	struct holder_step *step;
	size_t n, room;
	int64_t *cut;
	size_t cuts_room;
	uint32_t *begun;
	size_t begun_room;
};

void holder_steps_done(struct holder_steps *s);

/* Fills s->step, rising without gaps, from the tenancies believed now among those of `index`;
 * returns how many there are, at least one. */
size_t holder_steps_of(struct holder_steps *s, const struct tenancy *tenancy, const uint32_t *index,
		       size_t n);
