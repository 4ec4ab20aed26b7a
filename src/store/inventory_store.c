/* Reading the inventory: whole, by the page, or what one question needs. */
#include "store/inventory_store.h"

#include "base/die.h"
#include "store/around.h"
#include "store/gather.h"

#include <string.h>

#define LOAD_ROWS 10000 /* taken at once while loading all */

static const struct {
	enum sql page, count;
} statement[INV_KINDS] = {
	[INV_MACHINE] = {SQL_MACHINE_PAGE,   SQL_MACHINE_COUNT },
	[INV_CUSTOMER] = { SQL_CUSTOMER_PAGE, SQL_CUSTOMER_COUNT},
	[INV_PREFIX] = { SQL_PREFIX_PAGE,   SQL_PREFIX_COUNT  },
	[INV_TENANCY] = { SQL_TENANCY_PAGE,  SQL_TENANCY_COUNT },
	[INV_HOLDING] = { SQL_HOLDING_PAGE,  SQL_HOLDING_COUNT },
};

/* Opens a transaction unless the caller has one: all is read from one state. */
static int still(struct db_tx *tx, struct db *db, struct err *err)
{
	return db_in_tx(db) ? 0 : db_begin(tx, db, err);
}

/* What is believed until then or longer is taken. */
static int64_t believed(enum inventory_span span)
{
	return span == INVENTORY_NOW ? WHEN_NEVER.us : WHEN_EVER.us;
}

static int count(struct db *db, enum inv_kind kind, enum inventory_span span, size_t *out,
		 struct err *err)
{
	struct db_query q AUTO(db_done);

	db_ask(&q, db, statement[kind].count);
	db_put_int(&q, believed(span));
	while (db_row(&q))
		*out = (size_t)db_get_int(&q);
	return db_end(&q, err);
}

static int take_page(struct gather *g, const struct inventory_page *page, struct err *err)
{
	struct db_query q AUTO(db_done);

	db_ask(&q, g->db, statement[page->kind].page);
	db_put_int(&q, page->after);
	db_put_int(&q, believed(page->span));
	db_put_int(&q, (int64_t)page->rows);
	return gather_rows(g, page->kind, &q, err);
}

static int64_t last_id(const struct gather *g, enum inv_kind kind)
{
	size_t at = g->list[kind].n - 1;

	switch (kind) {
	case INV_MACHINE:
		return ((struct machine *)g->list[kind].p)[at].id;
	case INV_CUSTOMER:
		return ((struct customer *)g->list[kind].p)[at].id;
	case INV_PREFIX:
		return ((struct prefix *)g->list[kind].p)[at].id;
	case INV_TENANCY:
		return ((struct tenancy *)g->list[kind].p)[at].id;
	case INV_HOLDING:
		return ((struct holding *)g->list[kind].p)[at].id;
	case INV_KINDS:
		break;
	}
	return 0;
}

static int take_all(struct gather *g, enum inv_kind kind, enum inventory_span span, struct err *err)
{
	struct inventory_page page = { .kind = kind, .span = span, .rows = LOAD_ROWS };
	size_t n = 0, had;

	if (count(g->db, kind, span, &n, err) < 0)
		return -1;
	gather_room(g, kind, n);
	do {
		had = g->list[kind].n;
		if (take_page(g, &page, err) < 0)
			return -1;
		if (g->list[kind].n > had)
			page.after = last_id(g, kind);
	} while (g->list[kind].n - had == page.rows);
	return 0;
}

int inventory_store_load(struct db *db, enum inventory_span span, struct arena *arena,
			 struct inventory *out, struct err *err)
{
	struct db_tx tx AUTO(db_rollback) = { 0 };
	struct gather g AUTO(gather_done);

	gather_init(&g, db, arena);
	if (still(&tx, db, err) < 0)
		return -1;
	for (enum inv_kind kind = 0; kind < INV_KINDS; kind++)
		if (take_all(&g, kind, span, err) < 0)
			return -1;
	return gather_end(&g, out, err);
}

int inventory_store_page(struct db *db, const struct inventory_page *page, struct arena *arena,
			 struct inventory *out, struct err *err)
{
	struct db_tx tx AUTO(db_rollback) = { 0 };
	struct inventory_page few = *page;
	struct gather g AUTO(gather_done);

	gather_init(&g, db, arena);
	if (few.rows > INVENTORY_PAGE_MAX)
		few.rows = INVENTORY_PAGE_MAX;
	if (still(&tx, db, err) < 0 || take_page(&g, &few, err) < 0)
		return -1;
	return gather_end(&g, out, err);
}

int inventory_store_count(struct db *db, size_t n[INV_KINDS], struct err *err)
{
	struct db_tx tx AUTO(db_rollback) = { 0 };

	if (still(&tx, db, err) < 0)
		return -1;
	for (enum inv_kind kind = 0; kind < INV_KINDS; kind++)
		if (count(db, kind, INVENTORY_NOW, &n[kind], err) < 0)
			return -1;
	return 0;
}

/* All of `kind` that overlap `r`, block length by block length. */
static int take_around(struct gather *g, enum inv_kind kind, struct range r,
		       enum inventory_span span, struct err *err)
{
	bool is_prefix = kind == INV_PREFIX;
	struct db_query bits AUTO(db_done) = { 0 }, q AUTO(db_done) = { 0 };
	unsigned length[129];
	size_t lengths = 0;

	db_ask(&bits, g->db, is_prefix ? SQL_PREFIX_BITS : SQL_TENANCY_BITS);
	while (db_row(&bits) && lengths < LEN(length))
		length[lengths++] = (unsigned)db_get_int(&bits) & 0xff;
	if (db_end(&bits, err) < 0)
		return -1;
	db_ask(&q, g->db, is_prefix ? SQL_PREFIX_AROUND : SQL_TENANCY_AROUND);
	for (size_t i = 0; i < lengths; i++) {
		struct around a;

		around_bounds(r, length[i] > 128 ? 128 : length[i], &a);
		db_put_int(&q, length[i]);
		db_put_raw(&q, (struct str){ (char *)a.first, AROUND_RAW });
		db_put_raw(&q, (struct str){ (char *)a.last, AROUND_RAW });
		db_put_raw(&q, (struct str){ (char *)a.least, AROUND_RAW });
		db_put_int(&q, believed(span));
		if (gather_rows(g, kind, &q, err) < 0)
			return -1;
	}
	return 0;
}

static int take_one(struct gather *g, enum inv_kind kind, int64_t id, enum inventory_span span,
		    struct err *err)
{
	struct db_query q AUTO(db_done);

	db_ask(&q, g->db, kind == INV_MACHINE ? SQL_MACHINE_FIND : SQL_CUSTOMER_FIND);
	db_put_int(&q, id);
	db_put_int(&q, believed(span));
	return gather_rows(g, kind, &q, err);
}

/* Every machine and customer named so far; a customer's parent is named by being read, and
 * so is read in its turn. */
static int take_named(struct gather *g, struct err *err)
{
	for (size_t i = 0; i < g->names.table[NAMES_MACHINE].n; i++)
		if (take_one(g, INV_MACHINE, g->names.table[NAMES_MACHINE].name[i].id,
			     INVENTORY_EVER, err) < 0)
			return -1;
	for (size_t i = 0; i < g->names.table[NAMES_CUSTOMER].n; i++)
		if (take_one(g, INV_CUSTOMER, g->names.table[NAMES_CUSTOMER].name[i].id,
			     INVENTORY_EVER, err) < 0)
			return -1;
	return 0;
}

static int take_holdings(struct gather *g, const struct who_ask *ask, struct err *err)
{
	struct holding_key key[HOLDING_NAMES_MAX];
	size_t n = holding_keys(ask, key);
	struct db_query q AUTO(db_done);

	db_ask(&q, g->db, SQL_HOLDING_NAMED);
	for (size_t i = 0; i < n; i++) {
		db_put_str(&q, key[i].name);
		db_put_int(&q, key[i].kind);
		if (gather_rows(g, INV_HOLDING, &q, err) < 0)
			return -1;
	}
	return db_end(&q, err);
}

int inventory_store_who(struct db *db, const struct who_ask *ask, struct arena *arena,
			struct inventory *out, struct err *err)
{
	struct db_tx tx AUTO(db_rollback) = { 0 };
	struct gather g AUTO(gather_done);

	gather_init(&g, db, arena);
	if (still(&tx, db, err) < 0)
		return -1;
	if (ask->kind == WHO_ADDRESS) {
		struct range r = range_of_ip(ask->ip);

		if (take_around(&g, INV_TENANCY, r, INVENTORY_EVER, err) < 0 ||
		    take_around(&g, INV_PREFIX, r, INVENTORY_NOW, err) < 0)
			return -1;
	} else if (take_holdings(&g, ask, err) < 0) {
		return -1;
	}
	if (take_named(&g, err) < 0)
		return -1;
	return gather_end(&g, out, err);
}

int inventory_store_event(struct db *db, const struct event *event, struct arena *arena,
			  struct inventory *out, struct err *err)
{
	const struct tenancy *t = &event->tenancy;
	struct db_tx tx AUTO(db_rollback) = { 0 };
	struct gather g AUTO(gather_done);
	int64_t machine, customer;

	gather_init(&g, db, arena);
	if (still(&tx, db, err) < 0 ||
	    take_around(&g, INV_TENANCY, t->range, INVENTORY_NOW, err) < 0 ||
	    take_around(&g, INV_PREFIX, t->range, INVENTORY_NOW, err) < 0)
		return -1;
	machine = names_id(&g.names, NAMES_MACHINE, t->machine);
	customer = names_id(&g.names, NAMES_CUSTOMER, t->customer);
	if ((machine && take_one(&g, INV_MACHINE, machine, INVENTORY_NOW, err) < 0) ||
	    (customer && take_one(&g, INV_CUSTOMER, customer, INVENTORY_NOW, err) < 0))
		return -1;
	return gather_end(&g, out, err);
}
