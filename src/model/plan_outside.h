/* Tenancies that an import adds and no prefix of ours covers: most often a typing error. */
#pragma once

#include "model/import_plan.h"

/* How many; *first is one of their changes, NULL without any. While no prefix is known at all there
 * is nothing to lie outside of. `have` and `plan` as import_plan had and gave them. */
size_t plan_outside(const struct inventory *have, const struct import_plan *plan,
		    struct arena *turn, const struct import_change **first);
