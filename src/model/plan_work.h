/* What the parts of an import's plan work on together. */
#pragma once

#include "model/import_plan.h"
#include "model/name_map.h"

#define PLAN_PARENTS_MAX 16 /* resellers above a customer */

struct plan_work {
	struct arena *arena;
	const struct inventory *have;
	const struct import *in;
	const struct import_how *how;
	struct import_plan *out;
	size_t room; /* of out->change */
	struct name_map machines, customers,
		prefixes; /* what is or will be known; see plan_names.h */
};

/* Adds a change, or counts what stays as it is. */
void plan_add(struct plan_work *w, const struct import_change *change);

/* Notes an error at a field of a row. */
PRINTF(4, 5)
void plan_wrong(struct plan_work *w, const struct import_row *row, enum import_field field,
		const char *fmt, ...);

/* Whether the names that a row points to are known; notes those that are not. */
bool plan_knows_machine(struct plan_work *w, const struct import_row *row, struct str machine);
bool plan_knows_customer(struct plan_work *w, const struct import_row *row, struct str customer,
			 enum import_field field);
