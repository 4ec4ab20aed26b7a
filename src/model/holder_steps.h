/* The timeline of one piece of address space: where one tenancy surely wins, and where not. */
#pragma once

#include "model/inventory.h"

/* Until the next one begins. Small, as a million places have several each. */
struct holder_step {
	int64_t at;       /* microseconds */
	uint32_t who;     /* index + 1; 0: ask holder_decide() */
	uint8_t use;      /* of the winner */
	bool whole_from;  /* the winner's tenancy begins here ... */
	bool whole_until; /* ... and ends here: else it is wider than the step */
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
