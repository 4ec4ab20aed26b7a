/* Columns to values, in the order in which sql.c names them. */
#include "store/gather.h"

#include "base/die.h"
#include "store/around.h"
#include "store/range_value.h"

#include <string.h>

static const size_t size[INV_KINDS] = {
	[INV_MACHINE] = sizeof(struct machine), [INV_CUSTOMER] = sizeof(struct customer),
	[INV_PREFIX] = sizeof(struct prefix),   [INV_TENANCY] = sizeof(struct tenancy),
	[INV_HOLDING] = sizeof(struct holding),
};

/* What the database has is told by number: these must not be moved. */
_Static_assert(USE_UNSTATED == 0 && USE_SINGLE == 1 && USE_SHARED == 2 && USE_GATEWAY == 3 &&
		       USE_NAT == 4 && USE_FREE == 5 && USE_INFRA == 6,
	       "uses are stored by number");
_Static_assert(HOLDING_DOMAIN == 0 && HOLDING_MAILBOX == 1 && HOLDING_USER == 2 &&
		       HOLDING_PATH == 3,
	       "kinds of holdings are stored by number");
_Static_assert(INV_MACHINE == 0 && INV_CUSTOMER == 1 && INV_PREFIX == 2 && INV_TENANCY == 3 &&
		       INV_HOLDING == 4,
	       "kinds of an import are stored by number");

void gather_init(struct gather *g, struct db *db, struct arena *arena)
{
	memset(g, 0, sizeof(*g));
	g->db = db;
	g->arena = arena;
	names_init(&g->names, db, arena);
}

void gather_done(struct gather *g)
{
	names_done(&g->names);
}

void gather_room(struct gather *g, enum inv_kind kind, size_t n)
{
	void *p;

	if (n <= g->list[kind].room)
		return;
	p = arena_new(g->arena, n, size[kind]);
	if (g->list[kind].n)
		memcpy(p, g->list[kind].p, g->list[kind].n * size[kind]);
	g->list[kind].p = p;
	g->list[kind].room = n;
}

static void *slot(struct gather *g, enum inv_kind kind)
{
	if (g->list[kind].n == g->list[kind].room)
		gather_room(g, kind, g->list[kind].room ? 2 * g->list[kind].room : 16);
	return (char *)g->list[kind].p + g->list[kind].n++ * size[kind];
}

static struct instant get_instant(struct db_query *q)
{
	return (struct instant){ db_get_int(q) };
}

static struct span get_span(struct db_query *q)
{
	return (struct span){ db_get_int(q) };
}

static struct str get_name(struct gather *g, struct db_query *q, enum names_kind kind)
{
	return names_text(&g->names, kind, db_get_int(q));
}

static void get_machine(struct gather *g, struct db_query *q, struct machine *m)
{
	m->id = db_get_int(q);
	m->name = db_get_copy(q, g->arena);
	m->hostname = db_get_copy(q, g->arena);
	m->site = db_get_copy(q, g->arena);
	m->note = db_get_copy(q, g->arena);
}

static void get_customer(struct gather *g, struct db_query *q, struct customer *c)
{
	c->id = db_get_int(q);
	c->customer = db_get_copy(q, g->arena);
	c->name = db_get_copy(q, g->arena);
	c->parent = get_name(g, q, NAMES_CUSTOMER);
	c->contacts = db_get_copy(q, g->arena);
	c->language = db_get_copy(q, g->arena);
	c->note = db_get_copy(q, g->arena);
}

static void get_prefix(struct gather *g, struct db_query *q, struct prefix *p)
{
	p->id = db_get_int(q);
	p->range.lo = db_get_ip(q);
	p->range.hi = db_get_ip(q);
	p->use = (enum use)db_get_int(q);
	p->floating = db_get_int(q) != 0;
	p->mail = db_get_int(q) != 0;
	p->machine = get_name(g, q, NAMES_MACHINE);
	p->note = db_get_copy(q, g->arena);
}

static void get_tenancy(struct gather *g, struct db_query *q, struct tenancy *t)
{
	t->id = db_get_int(q);
	t->range.lo = db_get_ip(q);
	t->range.hi = db_get_ip(q);
	t->ports.lo = (uint16_t)db_get_int(q);
	t->ports.hi = (uint16_t)db_get_int(q);
	t->use = (enum use)db_get_int(q);
	t->floating = db_get_int(q) != 0;
	t->customer = get_name(g, q, NAMES_CUSTOMER);
	t->machine = get_name(g, q, NAMES_MACHINE);
	t->from = get_instant(q);
	t->until = get_instant(q);
	t->from_gap = get_span(q);
	t->until_gap = get_span(q);
	t->known_from = get_instant(q);
	t->known_until = get_instant(q);
}

static void get_holding(struct gather *g, struct db_query *q, struct holding *h)
{
	h->id = db_get_int(q);
	h->kind = (enum holding_kind)db_get_int(q);
	h->name = db_get_copy(q, g->arena);
	h->customer = get_name(g, q, NAMES_CUSTOMER);
	h->machine = get_name(g, q, NAMES_MACHINE);
	h->from = get_instant(q);
	h->until = get_instant(q);
	h->from_gap = get_span(q);
	h->until_gap = get_span(q);
	h->known_from = get_instant(q);
	h->known_until = get_instant(q);
}

static void get_row(struct gather *g, enum inv_kind kind, struct db_query *q)
{
	void *row = slot(g, kind);

	switch (kind) {
	case INV_MACHINE:
		get_machine(g, q, row);
		return;
	case INV_CUSTOMER:
		get_customer(g, q, row);
		return;
	case INV_PREFIX:
		get_prefix(g, q, row);
		return;
	case INV_TENANCY:
		get_tenancy(g, q, row);
		return;
	case INV_HOLDING:
		get_holding(g, q, row);
		return;
	case INV_KINDS:
		break;
	}
	die("no kind of inventory: %d", (int)kind);
}

int gather_rows(struct gather *g, enum inv_kind kind, struct db_query *q, struct err *err)
{
	while (db_row(q))
		get_row(g, kind, q);
	return db_end(q, err);
}

int gather_still(struct gather *g, struct db_tx *tx, struct err *err)
{
	return db_in_tx(g->db) ? 0 : db_begin(tx, g->db, err);
}

int gather_around(struct gather *g, enum inv_kind kind, struct range r, struct instant believed,
		  struct err *err)
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
		db_put_int(&q, believed.us);
		if (gather_rows(g, kind, &q, err) < 0)
			return -1;
	}
	return 0;
}

int gather_one(struct gather *g, enum inv_kind kind, int64_t id, struct instant believed,
	       struct err *err)
{
	struct db_query q AUTO(db_done);

	db_ask(&q, g->db, kind == INV_MACHINE ? SQL_MACHINE_FIND : SQL_CUSTOMER_FIND);
	db_put_int(&q, id);
	db_put_int(&q, believed.us);
	return gather_rows(g, kind, &q, err);
}

int gather_end(struct gather *g, struct inventory *out, struct err *err)
{
	*out = (struct inventory){
		.machine = g->list[INV_MACHINE].p,
		.customer = g->list[INV_CUSTOMER].p,
		.prefix = g->list[INV_PREFIX].p,
		.tenancy = g->list[INV_TENANCY].p,
		.holding = g->list[INV_HOLDING].p,
		.machines = g->list[INV_MACHINE].n,
		.customers = g->list[INV_CUSTOMER].n,
		.prefixes = g->list[INV_PREFIX].n,
		.tenancies = g->list[INV_TENANCY].n,
		.holdings = g->list[INV_HOLDING].n,
	};
	return names_end(&g->names, err);
}
