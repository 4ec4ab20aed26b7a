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

/* What was gathered; 0, or the first failure. */
NODISCARD int gather_end(struct gather *g, struct inventory *out, struct err *err);
