/* Rows of statements becoming an inventory, piece by piece. */
#pragma once

#include "base/arena.h"
#include "model/inventory.h"
#include "store/names.h"
#include "store/query.h"

struct gather {
	struct db *db;
	struct arena *arena;
	struct names names;
	struct {
		void *p;
		size_t n, room;
	} list[INV_KINDS];
};

void gather_init(struct gather *g, struct db *db, struct arena *arena);
void gather_done(struct gather *g);

/* Makes room for `n` of them at once: rows are moved less. */
void gather_room(struct gather *g, enum inv_kind kind, size_t n);

/* All rows of a statement whose columns are those of SQL_MACHINE_PAGE, SQL_CUSTOMER_PAGE ... */
NODISCARD int gather_rows(struct gather *g, enum inv_kind kind, struct db_query *q,
			  struct err *err);

/* Opens a transaction unless the caller has one: all is read from one state. */
NODISCARD int gather_still(struct gather *g, struct db_tx *tx, struct err *err);

/* Prefixes or tenancies that overlap `r` and were believed until `believed` or later, found
 * block length by block length. */
NODISCARD int gather_around(struct gather *g, enum inv_kind kind, struct range r,
			    struct instant believed, struct err *err);

/* The machine or customer of that id. */
NODISCARD int gather_one(struct gather *g, enum inv_kind kind, int64_t id, struct instant believed,
			 struct err *err);

/* What was gathered; 0, or the first failure. */
NODISCARD int gather_end(struct gather *g, struct inventory *out, struct err *err);
