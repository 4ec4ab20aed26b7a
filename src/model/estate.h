/* Our address space as the watch walks it: what sends mail, what changed hands lately, the rest.
 *
 * Drawn from the inventory. Prefixes are asked whole in IPv4, and what is held outside of them;
 * in IPv6 only whole /64s that somebody holds, or held lately, or that send mail. Mail is sent
 * where the most specific prefix is flagged so, and where the use is shared or gateway: that of
 * the most specific tenancy which states one, else the prefix's. A tenancy that was there when we
 * first looked has not changed hands. An address is in one class only, the first that fits.
 * Names are those that machines call themselves.
 */
#pragma once

#include "base/arena.h"
#include "model/inventory.h"

#define ESTATE_MOVED                                                                               \
	SPAN_S(14 * 86400)       /* so long after a change of hands an address is watched          \
				  */
#define ESTATE_V6_MAX (1u << 16) /* /64s that are watched; the last classes' go first */
#define ESTATE_RUNS_MAX (1u << 20)

enum estate_class { ESTATE_MAIL, ESTATE_CHANGED, ESTATE_REST, ESTATE_CLASSES };

struct estate {
	const struct range *run[ESTATE_CLASSES]; /* IPv4 first, sorted, not touching */
	size_t runs[ESTATE_CLASSES];
	const struct ip *single; /* IPv6 addresses that send mail and are named alone; sorted */
	size_t singles;
	const struct str *name; /* lower case, sorted, once each */
	size_t names;
	uint64_t v6_left_out; /* /64s beyond ESTATE_V6_MAX */
};

/* `inv`: what is believed now, and tenancies that ended within ESTATE_MOVED. Lives in `arena`.
 * ERR_INPUT: it falls into more than ESTATE_RUNS_MAX pieces. */
NODISCARD int estate_build(struct arena *arena, const struct inventory *inv, struct instant now,
			   struct estate *out, struct err *err);

/* The width of one step in each family, in bits; 0 leaves that family out. bits6 is 64 at most. */
struct estate_step {
	unsigned bits4, bits6;
};

/* How many steps the class has. */
uint64_t estate_steps(const struct estate *e, enum estate_class c, struct estate_step step);

/* How many of them a walk has behind it whose last address was `cursor`; len 0: none. */
uint64_t estate_steps_to(const struct estate *e, enum estate_class c, struct estate_step step,
			 struct ip cursor);

/* One stretch of a walk. In: where it stands, how many steps and parts it may take. Out: what it
 * took and where it stands then. */
struct estate_take {
	struct ip cursor; /* last address taken so far; len 0: none yet */
	uint64_t most;    /* steps */
	size_t room;      /* parts */
	uint64_t steps;   /* out */
	size_t parts;     /* out */
	bool ended;       /* out: nothing of the class is left behind the cursor */
};

/* Fills `part` with what of the class lies in the next steps. A cursor that is in the class no
 * more is no harm: the walk goes on behind it. */
void estate_take(const struct estate *e, enum estate_class c, struct estate_step step,
		 struct range *part, struct estate_take *take);

/* The `k`-th step of the class, from 0: what of its block lies in one run. k is less than
 * estate_steps(). */
struct range estate_step_at(const struct estate *e, enum estate_class c, struct estate_step step,
			    uint64_t k);

/* A fingerprint of what the class goes over; never 0. */
uint64_t estate_print(const struct estate *e, enum estate_class c);

/* False if it is not ours, or not walked. */
bool estate_class_of(const struct estate *e, struct ip ip, enum estate_class *out);

const char *estate_class_name(enum estate_class c); /* "mail", "changed", "rest" */
