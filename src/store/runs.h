/* Ranges in order, so that a few questions to the database find all that overlaps many of them. */
#pragma once

#include "base/range.h"

#include <stddef.h>

/* Sorts them and makes one of what overlaps; how many are left. */
size_t runs_tidy(struct range *run, size_t n);

/* Whether one of the tidy runs overlaps `r`. */
bool runs_meet(const struct range *run, size_t n, struct range r);

/* Fills `out`, as long as `run`, with stretches that hold all the tidy runs: gaps of up to `most`
 * addresses of one family are taken in. How many. */
size_t runs_bridge(const struct range *run, size_t n, uint64_t most, struct range *out);
