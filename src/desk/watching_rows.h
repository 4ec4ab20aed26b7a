/* The lists that are watched, and their operators: what the desk has in memory of them. */
#pragma once

#include "base/arena.h"
#include "conf/lists.h"
#include "desk/watching.h"
#include "model/budget.h"
#include "store/db.h"

/* A list of the catalogue. */
struct watched {
	struct agenda_list agenda; /* its standing is the one below */
	struct standing standing;
	bool active; /* asked, looked up, or checked until it is proven */
	bool stale;  /* the store knows better */
};

/* A job under way. */
struct underway {
	uint64_t id; /* 0: none */
	uint32_t grant;
	struct instant granted;
	struct span sent; /* by the clock that never steps */
};

struct watched_operator {
	struct str name;
	struct list_budget limit;
	size_t first, n; /* of the rows */
	struct underway job;
	struct instant not_before; /* his budget has nothing until then */
};

struct watched_rows {
	struct arena arena;
	struct watched *row; /* by operator */
	size_t rows;
	struct watched_operator *operator;
	size_t operators;
};

void watched_rows_init(struct watched_rows *r, const struct list_set *lists);
void watched_rows_done(struct watched_rows *r);

struct watched *watched_of(const struct watched_rows *r, struct str zone);

/* Reads what is stale from the store. */
NODISCARD int watched_rows_load(struct watched_rows *r, struct db *db, const struct estate *estate,
				struct err *err);

/* Which lists are asked, now that the estate is so; all steps anew. */
void watched_rows_choose(struct watched_rows *r, const struct estate *estate, struct instant now);
