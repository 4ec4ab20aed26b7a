/* The part of an import's plan about machines, customers and prefixes: what has a name and no
 * history. They are added and corrected; a snapshot ends none of them. */
#pragma once

#include "model/plan_work.h"

/* In this order: later rows point to earlier ones. */
void plan_machines(struct plan_work *w);
void plan_customers(struct plan_work *w);
void plan_prefixes(struct plan_work *w);
