/* The part of an import's plan about tenancies and holdings: what lasts from one time until
 * another. Here a *stay* is either of them. */
#pragma once

#include "model/plan_work.h"

/* `kind` is INV_TENANCY or INV_HOLDING; the names they point to are planned already. */
void plan_stays(struct plan_work *w, enum inv_kind kind);
