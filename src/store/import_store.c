/* Saving what a plan says, and reading back who brought what when. */
#include "store/import_store.h"

#include "base/die.h"
#include "store/around.h"
#include "store/names.h"
#include "store/query.h"
#include "store/range_value.h"

#define NAMES_AT_ONCE 500 /* changes, from which on all names are read first */

/* One apply at work: statements stay open from row to row. */
struct apply {
	struct db *db;
	const struct import_note *note;
	struct names names;
	struct db_query add[INV_KINDS], end[INV_KINDS];
};

static const struct {
	enum sql add, end;
} statement[INV_KINDS] = {
	[INV_MACHINE] = {SQL_MACHINE_FACT_ADD,   SQL_MACHINE_FACT_END },
	[INV_CUSTOMER] = { SQL_CUSTOMER_FACT_ADD, SQL_CUSTOMER_FACT_END},
	[INV_PREFIX] = { SQL_PREFIX_FACT_ADD,   SQL_PREFIX_FACT_END  },
	[INV_TENANCY] = { SQL_TENANCY_ADD,       SQL_TENANCY_END      },
	[INV_HOLDING] = { SQL_HOLDING_ADD,       SQL_HOLDING_END      },
};

static void apply_done(struct apply *a)
{
	for (size_t i = 0; i < INV_KINDS; i++) {
		db_done(&a->add[i]);
		db_done(&a->end[i]);
	}
	names_done(&a->names);
}

static void put_id(struct db_query *q, int64_t id)
{
	if (id)
		db_put_int(q, id);
	else
		db_put_null(q);
}

/* The id of a name that a row points to: an import brings no row before what it names. */
static int64_t named(struct apply *a, enum names_kind kind, struct str text)
{
	int64_t id = names_id(&a->names, kind, text);

	if (id == 0 && text.n && a->names.err.kind == ERR_NONE)
		err_set(&a->names.err, ERR_INPUT, "there is no %s %.*s",
			kind == NAMES_MACHINE ? "machine" : "customer", STR_ARG(text));
	return id;
}

/* The end of every row: from now on believed, until further notice, because of this. */
static int believe(struct apply *a, struct db_query *q, struct err *err)
{
	db_put_int(q, a->note->at.us);
	db_put_int(q, WHEN_NEVER.us);
	db_put_int(q, a->note->id);
	if (names_end(&a->names, err) < 0)
		return -1;
	return db_queue(q, err);
}

static int add_machine(struct apply *a, const struct machine *m, struct err *err)
{
	struct db_query *q = &a->add[INV_MACHINE];

	db_put_int(q, names_make(&a->names, NAMES_MACHINE, m->name));
	db_put_str(q, m->hostname);
	db_put_str(q, m->site);
	db_put_str(q, m->note);
	return believe(a, q, err);
}

static int add_customer(struct apply *a, const struct customer *c, struct err *err)
{
	struct db_query *q = &a->add[INV_CUSTOMER];

	db_put_int(q, names_make(&a->names, NAMES_CUSTOMER, c->customer));
	db_put_str(q, c->name);
	put_id(q, names_make(&a->names, NAMES_CUSTOMER, c->parent));
	db_put_str(q, c->contacts);
	db_put_str(q, c->language);
	db_put_str(q, c->note);
	return believe(a, q, err);
}

static int prefix_ask(struct apply *a, enum sql sql, struct range r, int64_t *id, struct err *err)
{
	struct range_value ends = range_value(r);
	struct db_query q AUTO(db_done);

	db_ask(&q, a->db, sql);
	if (sql == SQL_PREFIX_ADD)
		db_put_int(&q, around_bits(r));
	db_put_ends(&q, &ends);
	while (db_row(&q))
		*id = db_get_int(&q);
	return db_end(&q, err);
}

static int add_prefix(struct apply *a, const struct prefix *p, struct err *err)
{
	struct db_query *q = &a->add[INV_PREFIX];
	int64_t id = 0;

	if (prefix_ask(a, SQL_PREFIX_ID, p->range, &id, err) < 0 ||
	    (id == 0 && prefix_ask(a, SQL_PREFIX_ADD, p->range, &id, err) < 0))
		return -1;
	db_put_int(q, id);
	db_put_int(q, p->use);
	db_put_int(q, p->floating);
	db_put_int(q, p->mail);
	put_id(q, named(a, NAMES_MACHINE, p->machine));
	db_put_str(q, p->note);
	return believe(a, q, err);
}

static int add_tenancy(struct apply *a, const struct tenancy *t, struct err *err)
{
	struct db_query *q = &a->add[INV_TENANCY];
	struct range_value ends = range_value(t->range);

	db_put_int(q, around_bits(t->range));
	db_put_ends(q, &ends);
	db_put_int(q, t->ports.lo);
	db_put_int(q, t->ports.hi);
	db_put_int(q, t->use);
	db_put_int(q, t->floating);
	put_id(q, named(a, NAMES_CUSTOMER, t->customer));
	put_id(q, named(a, NAMES_MACHINE, t->machine));
	db_put_int(q, t->from.us);
	db_put_int(q, t->until.us);
	db_put_int(q, t->from_gap.us);
	db_put_int(q, t->until_gap.us);
	return believe(a, q, err);
}

static int add_holding(struct apply *a, const struct holding *h, struct err *err)
{
	struct db_query *q = &a->add[INV_HOLDING];

	db_put_int(q, h->kind);
	db_put_str(q, h->name);
	put_id(q, named(a, NAMES_CUSTOMER, h->customer));
	put_id(q, named(a, NAMES_MACHINE, h->machine));
	db_put_int(q, h->from.us);
	db_put_int(q, h->until.us);
	db_put_int(q, h->from_gap.us);
	db_put_int(q, h->until_gap.us);
	return believe(a, q, err);
}

static int add(struct apply *a, enum inv_kind kind, union inv_of of, struct err *err)
{
	switch (kind) {
	case INV_MACHINE:
		return add_machine(a, of.machine, err);
	case INV_CUSTOMER:
		return add_customer(a, of.customer, err);
	case INV_PREFIX:
		return add_prefix(a, of.prefix, err);
	case INV_TENANCY:
		return add_tenancy(a, of.tenancy, err);
	case INV_HOLDING:
		return add_holding(a, of.holding, err);
	case INV_KINDS:
		break;
	}
	die("no kind of inventory: %d", (int)kind);
}

static int64_t id_of(enum inv_kind kind, union inv_of of)
{
	switch (kind) {
	case INV_MACHINE:
		return of.machine->id;
	case INV_CUSTOMER:
		return of.customer->id;
	case INV_PREFIX:
		return of.prefix->id;
	case INV_TENANCY:
		return of.tenancy->id;
	case INV_HOLDING:
		return of.holding->id;
	case INV_KINDS:
		break;
	}
	die("no kind of inventory: %d", (int)kind);
}

/* Ends the belief in a row, which must be believed still. */
static int end(struct apply *a, enum inv_kind kind, union inv_of of, struct err *err)
{
	struct db_query *q = &a->end[kind];
	bool found = false;

	db_put_int(q, a->note->at.us);
	db_put_int(q, a->note->id);
	db_put_int(q, id_of(kind, of));
	db_put_int(q, WHEN_NEVER.us);
	while (db_row(q))
		found = true;
	if (db_end(q, err) < 0)
		return -1;
	if (!found)
		return err_set(err, ERR_GONE, "%s %lld has been changed meanwhile",
			       inv_kind_name(kind), (long long)id_of(kind, of));
	return 0;
}

/* The names of many rows are not asked for one by one. */
static int learn_names(struct apply *a, const struct import_plan *plan, struct err *err)
{
	if (a->note->changes < NAMES_AT_ONCE)
		return 0;
	names_read(&a->names, NAMES_MACHINE);
	names_read(&a->names, NAMES_CUSTOMER);
	for (size_t i = 0; i < plan->changes; i++) {
		const struct import_change *c = &plan->change[i];

		if (c->op == IMPORT_UNCHANGED || !c->after.machine)
			continue;
		if (c->kind == INV_MACHINE) {
			names_want(&a->names, NAMES_MACHINE, c->after.machine->name);
		} else if (c->kind == INV_CUSTOMER) {
			names_want(&a->names, NAMES_CUSTOMER, c->after.customer->customer);
			names_want(&a->names, NAMES_CUSTOMER, c->after.customer->parent);
		}
	}
	names_read(&a->names, NAMES_MACHINE);
	names_read(&a->names, NAMES_CUSTOMER);
	return names_end(&a->names, err);
}

static int add_note(struct db *db, struct import_note *note, struct err *err)
{
	struct db_query q AUTO(db_done);

	db_ask(&q, db, SQL_IMPORT_ADD);
	db_put_int(&q, note->at.us);
	db_put_str(&q, note->who);
	db_put_str(&q, note->why);
	db_put_str(&q, note->source);
	db_put_raw(&q, note->digest);
	db_put_int(&q, note->snapshot);
	if (note->snapshot)
		db_put_int(&q, note->as_of.us);
	else
		db_put_null(&q);
	db_put_int(&q, note->kinds);
	db_put_int(&q, (int64_t)note->changes);
	while (db_row(&q))
		note->id = db_get_int(&q);
	return db_end(&q, err);
}

/* A clock that was set back: nothing is learnt before what was learnt before. */
static int not_before_the_last(struct db *db, struct import_note *note, struct err *err)
{
	struct db_query q AUTO(db_done);

	db_ask(&q, db, SQL_IMPORT_LATEST);
	while (db_row(&q)) {
		struct instant last = { db_get_int(&q) };

		if (instant_cmp(note->at, last) < 0)
			note->at = last;
	}
	return db_end(&q, err);
}

int import_store_apply(struct db *db, const struct import_plan *plan, struct import_note *note,
		       struct err *err)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct apply a AUTO(apply_done) = { .db = db, .note = note };

	die_if(!db_in_tx(db));
	names_init(&a.names, db, &arena);
	note->changes = 0;
	for (size_t i = 0; i < plan->changes; i++)
		note->changes += plan->change[i].op != IMPORT_UNCHANGED;
	if (not_before_the_last(db, note, err) < 0 || add_note(db, note, err) < 0 ||
	    learn_names(&a, plan, err) < 0)
		return -1;
	for (size_t i = 0; i < INV_KINDS; i++) {
		db_ask(&a.add[i], db, statement[i].add);
		db_ask(&a.end[i], db, statement[i].end);
		if (db_end(&a.add[i], err) < 0 || db_end(&a.end[i], err) < 0)
			return -1;
	}
	for (size_t i = 0; i < plan->changes; i++) {
		const struct import_change *c = &plan->change[i];

		if (c->op == IMPORT_UNCHANGED)
			continue;
		if (c->before.machine && end(&a, c->kind, c->before, err) < 0)
			return -1;
		if (c->after.machine && add(&a, c->kind, c->after, err) < 0)
			return -1;
	}
	return db_settle(db, err);
}

int import_store_last(struct db *db, struct instant last[INV_KINDS], struct err *err)
{
	struct db_query q AUTO(db_done);

	db_ask(&q, db, SQL_IMPORT_LAST);
	for (size_t kind = 0; kind < INV_KINDS; kind++) {
		last[kind] = WHEN_EVER;
		db_put_int(&q, INT64_C(1) << kind);
		while (db_row(&q))
			last[kind].us = db_get_int(&q);
		if (db_end(&q, err) < 0)
			return -1;
	}
	return 0;
}

static void get_note(struct db_query *q, struct arena *arena, struct import_note *note)
{
	note->id = db_get_int(q);
	note->at.us = db_get_int(q);
	note->who = db_get_copy(q, arena);
	note->why = db_get_copy(q, arena);
	note->source = db_get_copy(q, arena);
	note->digest = db_get_copy(q, arena);
	note->snapshot = db_get_int(q) != 0;
	note->as_of.us = db_get_int(q);
	note->kinds = (uint32_t)db_get_int(q);
	note->changes = (size_t)db_get_int(q);
}

int import_store_list(struct db *db, struct arena *arena, struct import_note *out, size_t *n,
		      struct err *err)
{
	struct db_query q AUTO(db_done);
	size_t room = *n < IMPORT_LIST_MAX ? *n : IMPORT_LIST_MAX;

	*n = 0;
	db_ask(&q, db, SQL_IMPORT_LIST);
	db_put_int(&q, (int64_t)room);
	while (*n < room && db_row(&q))
		get_note(&q, arena, &out[(*n)++]);
	return db_end(&q, err);
}

int import_store_find(struct db *db, int64_t id, struct arena *arena, struct import_note *out,
		      struct err *err)
{
	struct db_query q AUTO(db_done);
	bool found = false;

	db_ask(&q, db, SQL_IMPORT_FIND);
	db_put_int(&q, id);
	while (db_row(&q)) {
		get_note(&q, arena, out);
		found = true;
	}
	if (db_end(&q, err) < 0)
		return -1;
	return found ? 0 : err_set(err, ERR_GONE, "there is no import %lld", (long long)id);
}
