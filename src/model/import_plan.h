/* What an import would change: the inventory as believed, and rows, to a list of changes.
 *
 * Plain import adds and corrects; a snapshot also ends what is missing of the kinds that
 * it brings, and begins what is new, between the last snapshot and this one. All or
 * nothing: with any error there is no plan.
 */
#pragma once

#include "model/import_rows.h"

#define IMPORT_ENDS_PER_MILLE 20 /* of what is open; more needs allow_ends */

enum import_op { IMPORT_ADD, IMPORT_CORRECT, IMPORT_END, IMPORT_UNCHANGED, IMPORT_OPS };

struct import_how {
	bool snapshot;
	struct instant as_of; /* snapshot: when it was true. Else what rows without `from` get */
	struct instant now;   /* becomes known_from; as_of is not later */
	struct instant last[INV_KINDS]; /* the last snapshot of that kind; WHEN_EVER: none */
	int64_t allow_ends;             /* ends that are not too many; -1: ends_per_mille decides */
	unsigned ends_per_mille;        /* of what is open; 0: IMPORT_ENDS_PER_MILLE */
};

union inv_of {
	const struct machine *machine;
	const struct customer *customer;
	const struct prefix *prefix;
	const struct tenancy *tenancy;
	const struct holding *holding;
};

/* `before` has the store's id; its belief ends at how->now, and `after` begins. */
struct import_change {
	enum import_op op;
	enum inv_kind kind;
	const struct import_row *row; /* NULL: a snapshot ends it */
	union inv_of before;          /* NULL for IMPORT_ADD */
	union inv_of after;           /* in the arena, or the row's own */
};

struct import_plan {
	struct import_change *change; /* machines, customers, prefixes, tenancies, holdings */
	size_t changes;
	size_t count[INV_KINDS][IMPORT_OPS];
	struct import_errors errors;
};

/* `have`: what is believed now (known_until WHEN_NEVER), all of it. -1 with ERR_INPUT and
 * the first error's text when out->errors has any; the rest stands there. */
NODISCARD int import_plan(const struct inventory *have, const struct import *in,
			  const struct import_how *how, struct import_plan *out, struct err *err);
