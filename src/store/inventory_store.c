/* Reading the inventory: whole, by the page, or what one question needs. */
#include "store/inventory_store.h"

#include "store/gather.h"

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
	if (gather_still(&g, &tx, err) < 0)
		return -1;
	names_read(&g.names, NAMES_MACHINE);
	names_read(&g.names, NAMES_CUSTOMER);
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
	if (gather_still(&g, &tx, err) < 0 || take_page(&g, &few, err) < 0)
		return -1;
	return gather_end(&g, out, err);
}

int inventory_store_count(struct db *db, size_t n[INV_KINDS], struct err *err)
{
	struct db_tx tx AUTO(db_rollback) = { 0 };

	if (!db_in_tx(db) && db_begin(&tx, db, err) < 0)
		return -1;
	for (enum inv_kind kind = 0; kind < INV_KINDS; kind++)
		if (count(db, kind, INVENTORY_NOW, &n[kind], err) < 0)
			return -1;
	return 0;
}

int inventory_store_event(struct db *db, const struct event *event, struct arena *arena,
			  struct inventory *out, struct err *err)
{
	const struct tenancy *t = &event->tenancy;
	struct db_tx tx AUTO(db_rollback) = { 0 };
	struct gather g AUTO(gather_done);
	int64_t machine, customer;

	gather_init(&g, db, arena);
	if (gather_still(&g, &tx, err) < 0 ||
	    gather_around(&g, INV_TENANCY, t->range, WHEN_NEVER, err) < 0 ||
	    gather_around(&g, INV_PREFIX, t->range, WHEN_NEVER, err) < 0)
		return -1;
	machine = names_id(&g.names, NAMES_MACHINE, t->machine);
	customer = names_id(&g.names, NAMES_CUSTOMER, t->customer);
	if ((machine && gather_one(&g, INV_MACHINE, machine, WHEN_NEVER, err) < 0) ||
	    (customer && gather_one(&g, INV_CUSTOMER, customer, WHEN_NEVER, err) < 0))
		return -1;
	return gather_end(&g, out, err);
}
