/* How many questions an operator allows one address of ours: per second, day and month (UTC).
 *
 * Blocks are granted, and recorded by the caller, before they are spent; what was not spent
 * may be given back. A part of the day is kept for questions that a person asks.
 */
#pragma once

#include "base/when.h"
#include "model/list.h"

#include <stddef.h>

#define BUDGET_RESERVE_PERCENT 5 /* of day and month, for manual checks */
#define BUDGET_BLOCK_S 10        /* a block is at most so many seconds' worth */
#define BUDGET_BLOCK_MAX 10000   /* and at most so many questions */

/* What has been granted to one operator. All zeros: nothing yet. */
struct budget_spent {
	int64_t day;   /* days since 1970 that `in_day` counts */
	int64_t month; /* months since 1970 that `in_month` counts */
	uint32_t in_day, in_month;
	struct instant busy_until; /* blocks granted fill the time until then */
};

struct budget_grant {
	uint32_t n;           /* questions; 0: none now */
	struct instant begin; /* not before */
	struct instant again; /* when n is 0: when to ask again */
};

/* Grants up to `want` questions and counts them as spent. `manual`: may use the reserve. */
struct budget_grant budget_take(struct budget_spent *s, const struct list_budget *limit,
				uint32_t want, bool manual, struct instant now);

/* The same for a job, which keeps the pace itself and has no other beside it: no block, but as many
 * as are wanted and left. */
struct budget_grant budget_take_job(struct budget_spent *s, const struct list_budget *limit,
				    uint32_t want, bool manual, struct instant now);

struct budget_want {
	const struct list_budget *limit;
	uint32_t n;
	bool manual; /* as above */
	bool job;    /* as budget_take_job() */
	struct instant now;
};

/* Takes the same from each of several that are counted apart (an operator's count for each of our
 * addresses): as many as all of them allow, or of none. */
struct budget_grant budget_take_each(struct budget_spent *s, size_t n,
				     const struct budget_want *want);

/* Both limits kept: of each, 0 being none, the lower one. */
struct list_budget budget_strictest(struct list_budget a, struct list_budget b);

/* Gives back `n` questions of a grant made at `when`; nothing if its day has passed. */
void budget_return(struct budget_spent *s, uint32_t n, struct instant when);

/* What is left of the day without the reserve; UINT32_MAX: no limit. */
uint32_t budget_left(const struct budget_spent *s, const struct list_budget *limit,
		     struct instant now);

/* What of it may be spent now so that the rest lasts evenly, with an hour's worth ahead; at most
 * budget_left(). */
uint32_t budget_even(const struct budget_spent *s, const struct list_budget *limit,
		     struct instant now);

/* How long `questions` take from a fresh start. */
struct span budget_takes(const struct list_budget *limit, uint64_t questions);
