/* Odds of who was there, when clocks are off and boundaries are known only roughly.
 *
 * The true time lies evenly within the skew around the time told, a rough boundary evenly
 * within its gap. At every instant a part counts as far as it has begun and not ended; those
 * of a lower level go first, and what they leave passes on to the next.
 */
#pragma once

#include "base/when.h"

#include <stddef.h>

#define ODDS_LEAST 1e-6 /* smaller ones are nothing */

/* Why odds are not 1; the bits of holder_doubt. */
enum odds_doubt { ODDS_NEAR_BOUNDARY = 1, ODDS_BETWEEN_SNAPSHOTS = 2, ODDS_UNSEEN = 4 };

struct odds_part {
	struct instant from, until;
	struct span from_gap, until_gap;
	unsigned level; /* rising in an array; parts of one level exclude each other */
	double odds;    /* the answer */
};

/* Whether the part may matter for `at`. */
bool odds_touches(const struct odds_part *part, struct instant at, struct span skew);

/* Fills the odds of all parts; returns what is left: nobody's. */
double odds_spread(struct odds_part *part, size_t n, struct instant at, struct span skew);

/* What makes the parts' odds less than sure: bits. */
unsigned odds_doubt(const struct odds_part *part, size_t n, struct instant at, struct span skew);
