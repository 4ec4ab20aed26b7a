/* The inventory, read back: all of it, or the part that one question needs.
 *
 * Arrays and strings are in the arena. `id` is the machine's, the customer's, the prefix's
 * own for ever; of a tenancy or a holding it is that of one belief. Each call reads one
 * state of the database, also outside a transaction.
 */
#pragma once

#include "base/arena.h"
#include "model/event_plan.h"
#include "model/inventory.h"
#include "store/db.h"

#define INVENTORY_PAGE_MAX 10000 /* rows of one page */

/* INVENTORY_NOW: what is believed now, as import_plan() wants it. INVENTORY_EVER: every
 * belief, for look-ups as of another day; machines, customers and prefixes as last known. */
enum inventory_span { INVENTORY_NOW, INVENTORY_EVER };

NODISCARD int inventory_store_load(struct db *db, enum inventory_span span, struct arena *arena,
				   struct inventory *out, struct err *err);

/* What event_plan() needs for one event. */
NODISCARD int inventory_store_event(struct db *db, const struct event *event, struct arena *arena,
				    struct inventory *out, struct err *err);

struct inventory_page {
	enum inv_kind kind;
	enum inventory_span span;
	int64_t after; /* the last id of the page before; 0: the first page */
	size_t rows;   /* at most; INVENTORY_PAGE_MAX too */
};

/* A page in the order of ids; fewer rows than asked for: the last one. */
NODISCARD int inventory_store_page(struct db *db, const struct inventory_page *page,
				   struct arena *arena, struct inventory *out, struct err *err);

/* How many are believed now. */
NODISCARD int inventory_store_count(struct db *db, size_t count[INV_KINDS], struct err *err);
