/* The fleet-wide breaker: a list that suddenly names many of our addresses is held until a
 * person has looked.
 *
 * One breaker per list and round. What was listed in the round before is not sudden; in a
 * baseline round nothing is.
 */
#pragma once

#include "model/answer.h"

#define BREAKER_ADDRESSES 50 /* newly named in one round */
#define BREAKER_PERCENT 1    /* of our space, newly named */
#define BREAKER_LEAST 5      /* fewer never trip: three listings in a /24 are ordinary life */
#define BREAKER_SPREAD 5     /* /24s (or /64s) in a row with a code that is believed when rare */

enum breaker_state {
	BREAKER_CLOSED,
	BREAKER_TRIPPED,  /* too many at once */
	BREAKER_DISGUISE, /* a refusal in the form of praise: all get the same code */
};

struct breaker {
	const struct list *list;
	uint64_t space; /* questions that cover all that is ours (addresses, /24s, /64s) */
	bool baseline;
	uint64_t named; /* new in this round */
	enum breaker_state state;
	unsigned spread; /* unrelated places in a row with the same suspicious code */
	struct ip last;
};

struct breaker breaker_new(const struct list *l, uint64_t space, bool baseline);

/* Counts one answer about `ip`; `known`: it was listed there in the round before. */
enum breaker_state breaker_note(struct breaker *b, struct ip ip, const struct answer *a,
				bool known);
