/* Tenancies that contradict each other: the same addresses, ports and time for two.
 *
 * None do where one range lies within the other, or the same range has ports within ports:
 * that is a sub-allocation, and the most specific wins.
 */
#pragma once

#include "model/inventory.h"

typedef void overlap_fn(void *ctx, size_t a, size_t b);

/* Tells every contradicting pair by index. `tenancy` holds one time of belief. */
void overlap_find(const struct tenancy *const *tenancy, size_t n, overlap_fn *tell, void *ctx);

/* Whether two intervals of time share an instant. */
bool overlap_in_time(struct instant from_a, struct instant until_a, struct instant from_b,
		     struct instant until_b);
