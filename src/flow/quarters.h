/* How much happened in each quarter of an hour: a ring of the last day and an hour.
 *
 * The newest count moves it on; what is older than the ring is not kept.
 */
#pragma once

#include "base/when.h"

#define QUARTERS_MAX 100 /* 25 hours */
#define QUARTERS_HOUR 4
#define QUARTERS_HOURS_LEAST 3 /* hours before the last that make something usual */

struct quarters {
	int64_t newest; /* quarters of an hour since 1970; 0: nothing yet */
	uint32_t count[QUARTERS_MAX];
};

void quarters_add(struct quarters *q, struct instant when);

/* Of the hour that ends with the quarter of `last`. */
uint32_t quarters_hour(const struct quarters *q, struct instant last);

/* The hour that ends at `last`, to the quarter, against those before it as far back as `first`,
 * at most a day. */
struct quarters_change {
	uint32_t last_hour;
	uint32_t hours; /* whole ones before it; below QUARTERS_HOURS_LEAST: too few to compare */
	uint32_t usual; /* their median */
};
struct quarters_change quarters_change(const struct quarters *q, struct instant first,
				       struct instant last);
