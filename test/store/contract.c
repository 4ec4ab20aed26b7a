/* What every engine must do alike: values, transactions, beliefs, schema. */
#include "unit.h"

#include "base/rng.h"
#include "contract.h"
#include "contract_listing.h"
#include "contract_queue.h"
#include "contract_watch.h"
#include "fault.h"
#include "provider.h"
#include "store/migrate.h"
#include "store/query.h"

#define DUMP_MAX (1 << 20)

static const struct place *contract_place;

static struct db *made(void)
{
	const struct migration *m;
	struct err err;
	struct db *db = contract_place->writer();
	size_t n;

	m = schema_migrations(&n);
	if (migrate_up(db, m, n, provider_time(1), &err) < 0)
		fail_msg("%s", err.text);
	return db;
}

struct db *contract_made(void)
{
	return made();
}

static struct db *filled(void)
{
	struct db *db = made();
	struct plan plan;
	struct err err;

	provider_first(&plan);
	if (provider_apply(db, &plan, 10, &err) != ERR_NONE)
		fail_msg("%s", err.text);
	return db;
}

static struct str dumped(struct db *db, struct buf *out)
{
	buf_init(out, DUMP_MAX);
	provider_dump(db, out);
	return buf_str(out);
}

static void every_statement_compiles(void **state)
{
	struct db *db = made();

	(void)state;
	for (enum sql sql = 0; sql < SQL_COUNT; sql++) {
		struct db_query q;

		assert_non_null(sql_text(sql));
		db_ask(&q, db, sql);
		if (q.err.kind != ERR_NONE)
			fail_msg("statement %d: %s", (int)sql, q.err.text);
		db_done(&q);
	}
	db_close(db);
}

static void nothing_is_read_from_an_empty_store(void **state)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct db *db = made();
	struct inventory inv = provider_load(db, INVENTORY_EVER, &arena);
	size_t count[INV_KINDS];
	struct instant last[INV_KINDS];
	struct err err;

	(void)state;
	assert_int_equal(inv.machines + inv.customers + inv.prefixes + inv.tenancies + inv.holdings,
			 0);
	assert_int_equal(inventory_store_count(db, count, &err), 0);
	assert_int_equal(import_store_last(db, last, &err), 0);
	for (size_t i = 0; i < INV_KINDS; i++) {
		assert_int_equal(count[i], 0);
		assert_int_equal(last[i].us, WHEN_EVER.us);
	}
	db_close(db);
}

static void what_was_put_in_comes_back(void **state)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct db *db = filled();
	struct inventory inv = provider_load(db, INVENTORY_NOW, &arena);
	const struct tenancy *t;

	(void)state;
	assert_int_equal(inv.machines, 2);
	assert_str(inv.machine[0].site, "Köln");
	assert_str(inv.machine[1].note, "two\nlines, \"quoted\" 'so'");
	assert_int_equal(inv.customers, 3);
	for (size_t i = 0; i < 3; i++)
		assert_str(inv.customer[i].parent,
			   str_eq(inv.customer[i].customer, STR("c1")) ? "c3" : "");
	assert_int_equal(inv.prefixes, 3);
	assert_true(inv.prefix[1].floating && inv.prefix[1].mail);
	assert_false(inv.prefix[0].floating || inv.prefix[0].mail);
	assert_int_equal(inv.prefix[1].range.lo.len, 16);
	assert_int_equal(inv.tenancies, 7);
	assert_int_equal(inv.tenancy[0].from.us, WHEN_EVER.us);
	assert_int_equal(inv.tenancy[0].until.us, WHEN_NEVER.us);
	assert_int_equal(inv.tenancy[0].from_gap.us, GAP_UNKNOWN.us);
	t = provider_tenancy(&inv, "198.51.100.1", 3);
	assert_int_equal(t->ports.lo, 1024);
	assert_int_equal(t->ports.hi, 2047);
	assert_int_equal(t->use, USE_NAT);
	assert_int_equal(t->range.lo.len, 4);
	assert_str(t->machine, "");
	t = provider_tenancy(&inv, "203.0.113.250-203.0.114.3", 4);
	assert_str(t->customer, "");
	assert_int_equal(t->known_from.us, provider_time(10).us);
	assert_int_equal(t->known_until.us, WHEN_NEVER.us);
	assert_int_equal(inv.holdings, 4);
	assert_int_equal(inv.holding[1].kind, HOLDING_MAILBOX);
	assert_int_equal(inv.holding[1].until.us, provider_time(20).us);
	assert_int_equal(inv.holding[3].from_gap.us, SPAN_S(180).us);
	db_close(db);
}

/* A correction ends a belief and begins another; what was believed can still be read. */
static void nothing_is_overwritten(void **state)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct db *db = filled();
	struct inventory inv = provider_load(db, INVENTORY_NOW, &arena);
	const struct tenancy *was = provider_tenancy(&inv, "192.0.2.9", 3);
	struct tenancy now = *was;
	struct plan plan = { 0 };
	struct customer renamed = inv.customer[0];
	size_t beliefs = 0;
	struct err err;

	(void)state;
	now.until = provider_time(12);
	renamed.name = STR("Another name");
	plan_correct(&plan, INV_CUSTOMER, &inv.customer[0], &renamed);
	plan_correct(&plan, INV_TENANCY, was, &now);
	plan_end(&plan, INV_HOLDING, &inv.holding[0]);
	plan_end(&plan, INV_MACHINE, &inv.machine[1]);
	assert_int_equal(provider_apply(db, &plan, 15, &err), ERR_NONE);

	inv = provider_load(db, INVENTORY_NOW, &arena);
	assert_int_equal(inv.tenancies, 7);
	assert_int_equal(inv.holdings, 3);
	assert_int_equal(inv.machines, 1);
	assert_int_equal(inv.customers, 3);
	assert_str(inv.customer[0].name, "Another name");
	assert_int_equal(provider_tenancy(&inv, "192.0.2.9", 3)->until.us, provider_time(12).us);
	inv = provider_load(db, INVENTORY_EVER, &arena);
	assert_int_equal(inv.tenancies, 8);
	assert_int_equal(inv.holdings, 4);
	assert_int_equal(inv.machines, 2);
	for (size_t i = 0; i < inv.tenancies; i++) {
		const struct tenancy *t = &inv.tenancy[i];

		if (!ip_eq(t->range.lo, ip4(192, 0, 2, 9)))
			continue;
		beliefs++;
		if (t->until.us == WHEN_NEVER.us)
			assert_int_equal(t->known_until.us, provider_time(15).us);
		else
			assert_int_equal(t->known_from.us, provider_time(15).us);
	}
	assert_int_equal(beliefs, 2);
	db_close(db);
}

static void a_belief_ends_once(void **state)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct db *db = filled();
	struct inventory inv = provider_load(db, INVENTORY_NOW, &arena);
	struct buf before AUTO(buf_done), after AUTO(buf_done);
	struct plan plan = { 0 };
	struct err err;

	(void)state;
	plan_end(&plan, INV_TENANCY, &inv.tenancy[2]);
	assert_int_equal(provider_apply(db, &plan, 15, &err), ERR_NONE);
	dumped(db, &before);
	assert_int_equal(provider_apply(db, &plan, 16, &err), ERR_GONE);
	assert_true(str_eq(buf_str(&before), dumped(db, &after)));
	db_close(db);
}

/* One bad message of a batch costs the others nothing. */
static void a_part_is_undone_alone(void **state)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct tenancy stray = { .range = provider_range("192.0.2.77"),
				 .ports = PORTS_ALL,
				 .customer = STR("nobody"),
				 .from = provider_time(1),
				 .until = WHEN_NEVER };
	struct machine m = { .name = STR("web2") }, other = { .name = STR("web3") };
	struct import_note note = { .at = provider_time(11) };
	struct plan good = { 0 }, bad = { 0 }, last = { 0 };
	struct db *db = filled();
	struct db_part part = { 0 };
	struct db_tx tx = { 0 };
	struct inventory inv;
	struct err err;

	(void)state;
	plan_add(&good, INV_MACHINE, &m);
	plan_add(&bad, INV_MACHINE, &other);
	plan_add(&bad, INV_TENANCY, &stray);
	plan_add(&last, INV_MACHINE, &other);
	assert_int_equal(db_begin(&tx, db, &err), 0);
	assert_int_equal(db_part_begin(&part, db, &err), 0);
	assert_int_equal(import_store_apply(db, &good.plan, &note, &err), 0);
	assert_int_equal(db_part_keep(&part, &err), 0);
	assert_int_equal(db_part_begin(&part, db, &err), 0);
	assert_int_equal(import_store_apply(db, &bad.plan, &note, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	assert_non_null(strstr(err.text, "nobody"));
	db_part_undo(&part);
	assert_int_equal(db_part_begin(&part, db, &err), 0);
	assert_int_equal(import_store_apply(db, &last.plan, &note, &err), 0);
	assert_int_equal(db_part_keep(&part, &err), 0);
	assert_int_equal(db_commit(&tx, &err), 0);
	inv = provider_load(db, INVENTORY_NOW, &arena);
	assert_int_equal(inv.machines, 4);
	assert_int_equal(inv.tenancies, 7);
	db_close(db);
}

/* A constraint refuses; what follows in that transaction is refused too, also the commit. */
static void after_a_failure_only_undoing_follows(void **state)
{
	struct buf before AUTO(buf_done), after AUTO(buf_done);
	struct machine m = { .name = STR("web2") };
	struct tenancy empty = { .range = provider_range("192.0.2.77"),
				 .ports = PORTS_ALL,
				 .from = provider_time(2),
				 .until = provider_time(2) };
	struct import_note note = { .at = provider_time(11) };
	struct plan plan = { 0 }, bad = { 0 };
	struct db *db = filled();
	struct db_part part = { 0 };
	struct db_tx tx = { 0 };
	struct err err;

	(void)state;
	dumped(db, &before);
	plan_add(&plan, INV_MACHINE, &m);
	plan_add(&bad, INV_TENANCY, &empty);
	assert_int_equal(db_begin(&tx, db, &err), 0);
	assert_int_equal(import_store_apply(db, &plan.plan, &note, &err), 0);
	assert_int_equal(import_store_apply(db, &bad.plan, &note, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	assert_int_equal(import_store_apply(db, &plan.plan, &note, &err), -1);
	assert_int_equal(err.kind, ERR_LATER);
	assert_int_equal(db_part_begin(&part, db, &err), -1);
	assert_int_equal(db_commit(&tx, &err), -1);
	assert_int_equal(err.kind, ERR_LATER);
	assert_false(db_in_tx(db));
	assert_true(str_eq(buf_str(&before), dumped(db, &after)));
	db_close(db);
}

static void parts_nest(void **state)
{
	struct machine m = { .name = STR("in") }, o = { .name = STR("out") };
	struct import_note note = { .at = provider_time(11) };
	struct arena arena AUTO(arena_done) = { 0 };
	struct plan in = { 0 }, out = { 0 };
	struct db_part outer = { 0 }, inner = { 0 };
	struct db *db = made();
	struct db_tx tx = { 0 };
	struct inventory inv;
	struct err err;

	(void)state;
	plan_add(&in, INV_MACHINE, &m);
	plan_add(&out, INV_MACHINE, &o);
	assert_int_equal(db_begin(&tx, db, &err), 0);
	assert_int_equal(db_part_begin(&outer, db, &err), 0);
	assert_int_equal(import_store_apply(db, &out.plan, &note, &err), 0);
	assert_int_equal(db_part_begin(&inner, db, &err), 0);
	assert_int_equal(import_store_apply(db, &in.plan, &note, &err), 0);
	db_part_undo(&inner);
	assert_int_equal(db_part_keep(&outer, &err), 0);
	assert_int_equal(db_commit(&tx, &err), 0);
	inv = provider_load(db, INVENTORY_NOW, &arena);
	assert_int_equal(inv.machines, 1);
	assert_str(inv.machine[0].name, "out");
	db_close(db);
}

static void readers_see_what_was_committed(void **state)
{
	struct buf before AUTO(buf_done), during AUTO(buf_done), still AUTO(buf_done),
		after AUTO(buf_done);
	struct machine m = { .name = STR("web2") };
	struct import_note note = { .at = provider_time(11) };
	struct plan plan = { 0 };
	struct db *db = filled(), *reader = contract_place->reader();
	struct db_tx tx = { 0 }, look = { 0 };
	struct err err;

	(void)state;
	plan_add(&plan, INV_MACHINE, &m);
	dumped(reader, &before);
	assert_int_equal(db_begin(&tx, db, &err), 0);
	assert_int_equal(import_store_apply(db, &plan.plan, &note, &err), 0);
	assert_true(str_eq(buf_str(&before), dumped(reader, &during)));
	assert_int_equal(db_begin(&look, reader, &err), 0);
	buf_done(&during);
	dumped(reader, &during);
	assert_int_equal(db_commit(&tx, &err), 0);
	assert_int_equal(db_rest(db, &err), 0);
	assert_true(str_eq(buf_str(&during), dumped(reader, &still)));
	assert_int_equal(db_commit(&look, &err), 0);
	assert_false(str_eq(buf_str(&before), dumped(reader, &after)));
	assert_int_equal(db_begin(&look, reader, &err), 0);
	assert_int_equal(import_store_apply(reader, &plan.plan, &note, &err), -1);
	db_rollback(&look);
	db_close(reader);
	db_close(db);
}

/* Random ranges, nested and across the middles of blocks, against looking at all of them. */
static void around_finds_what_looking_at_all_finds(void **state)
{
	enum { RANGES = 400, PER_PLAN = PROVIDER_CHANGES };
	static struct tenancy t[RANGES];
	struct rng rng = rng_of(7);
	struct db *db = made();
	struct err err;

	(void)state;
	for (size_t i = 0; i < RANGES; i += PER_PLAN) {
		struct plan plan = { 0 };

		for (size_t k = i; k < i + PER_PLAN && k < RANGES; k++) {
			struct ip base = k % 3 ? ip4(10, 0, (unsigned)rng_below(&rng, 4), 0)
					       : provider_range("2001:db8::").lo;
			struct ip lo = base, hi;

			lo.b[lo.len - 1] = (uint8_t)rng_below(&rng, 256);
			hi = range_at((struct range){ lo, lo }, 0);
			hi.b[hi.len - 1] = (uint8_t)(lo.b[lo.len - 1] +
						     rng_below(&rng, 256u - lo.b[lo.len - 1]) /
							     (1 + rng_below(&rng, 40)));
			t[k] = (struct tenancy){
				.range = {lo, hi },
				.ports = PORTS_ALL,
				.use = USE_SHARED,
				.from = { (int64_t)k},
				.until = WHEN_NEVER
			};
			plan_add(&plan, INV_TENANCY, &t[k]);
		}
		assert_int_equal(provider_apply(db, &plan, 10, &err), ERR_NONE);
	}
	for (unsigned i = 0; i < 300; i++) {
		struct arena arena AUTO(arena_done) = { 0 };
		struct event ask = { 0 };
		struct range *r = &ask.tenancy.range;
		struct inventory inv;
		size_t want = 0;

		*r = range_of_ip(i % 3 ? ip4(10, 0, (unsigned)rng_below(&rng, 4),
					     (unsigned)rng_below(&rng, 256))
				       : provider_range("2001:db8::").lo);
		if (i % 3 == 0)
			r->lo.b[15] = r->hi.b[15] = (uint8_t)rng_below(&rng, 256);
		if (i % 5 == 0)
			r->hi.b[r->hi.len - 1] = 255;
		assert_int_equal(inventory_store_event(db, &ask, &arena, &inv, &err), 0);
		for (size_t k = 0; k < RANGES; k++)
			want += range_overlaps(t[k].range, *r);
		assert_int_equal(inv.tenancies, want);
		for (size_t k = 0; k < inv.tenancies; k++)
			assert_true(range_overlaps(inv.tenancy[k].range, *r));
	}
	db_close(db);
}

static void an_event_gets_what_it_names(void **state)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct event event = {
		.tenancy = {.range = provider_range("192.0.2.9"),
                            .customer = STR("c2"),
                            .machine = STR("mail1")}
	};
	struct db *db = filled();
	struct inventory inv;
	struct err err;

	(void)state;
	assert_int_equal(inventory_store_event(db, &event, &arena, &inv, &err), 0);
	assert_int_equal(inv.tenancies, 4);
	assert_int_equal(inv.prefixes, 1);
	assert_int_equal(inv.machines, 1);
	assert_str(inv.machine[0].name, "mail1");
	assert_int_equal(inv.customers, 1);
	assert_str(inv.customer[0].customer, "c2");
	event.tenancy.customer = STR("c9");
	event.tenancy.machine = STR("");
	assert_int_equal(inventory_store_event(db, &event, &arena, &inv, &err), 0);
	assert_int_equal(inv.machines + inv.customers, 0);
	db_close(db);
}

static void pages_are_the_whole(void **state)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct db *db = filled();
	size_t count[INV_KINDS], got = 0;
	struct inventory_page page = { .kind = INV_TENANCY, .rows = 3 };
	struct inventory inv;
	struct err err;

	(void)state;
	assert_int_equal(inventory_store_count(db, count, &err), 0);
	assert_int_equal(count[INV_TENANCY], 7);
	do {
		assert_int_equal(inventory_store_page(db, &page, &arena, &inv, &err), 0);
		assert_int_equal(inv.machines + inv.customers + inv.prefixes + inv.holdings, 0);
		got += inv.tenancies;
		if (inv.tenancies) {
			assert_true(inv.tenancy[0].id > page.after);
			page.after = inv.tenancy[inv.tenancies - 1].id;
		}
	} while (inv.tenancies == page.rows);
	assert_int_equal(got, 7);
	db_close(db);
}

static void imports_are_told(void **state)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct db *db = filled();
	struct import_note note = { .at = provider_time(12),
				    .who = STR("uid 7"),
				    .why = STR("snapshot"),
				    .snapshot = true,
				    .as_of = provider_time(11),
				    .kinds = 1u << INV_TENANCY | 1u << INV_CUSTOMER };
	struct import_note list[5];
	struct instant last[INV_KINDS];
	struct plan plan = { 0 };
	struct db_tx tx = { 0 };
	size_t n = LEN(list);
	struct err err;

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(db_begin(&tx, db, &err), 0);
		assert_int_equal(import_store_apply(db, &plan.plan, &note, &err), 0);
		assert_int_equal(db_commit(&tx, &err), 0);
		note.kinds = 1u << INV_TENANCY;
		note.as_of = provider_time(9);
	}
	assert_int_equal(import_store_last(db, last, &err), 0);
	assert_int_equal(last[INV_TENANCY].us, provider_time(11).us);
	assert_int_equal(last[INV_CUSTOMER].us, provider_time(11).us);
	assert_int_equal(last[INV_MACHINE].us, WHEN_EVER.us);
	assert_int_equal(import_store_list(db, &arena, list, &n, &err), 0);
	assert_int_equal(n, 3);
	assert_int_equal(list[0].id, note.id);
	assert_str(list[0].who, "uid 7");
	assert_true(list[1].snapshot);
	assert_int_equal(list[2].changes, 19);
	assert_memory_equal(list[2].digest.p, "\0\1\377", 3);
	assert_int_equal(import_store_find(db, list[2].id, &arena, &note, &err), 0);
	assert_str(note.source, "first.csv");
	assert_int_equal(import_store_find(db, 4711, &arena, &note, &err), -1);
	assert_int_equal(err.kind, ERR_GONE);
	n = 1;
	assert_int_equal(import_store_list(db, &arena, list, &n, &err), 0);
	assert_int_equal(n, 1);
	db_close(db);
}

static void the_schema_goes_forward_only(void **state)
{
	struct migration m[2] = {
		{1,  "one",
                 "CREATE TABLE one (id {id}, i {int} NOT NULL, r {raw}){end};"
		  "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL){end};"       },
		{ 2, "two", "CREATE TABLE two (id {id}){end}; CREATE TABLE one (id {id}){end};"},
	};
	struct db *db = contract_place->writer();
	struct err err;

	(void)state;
	assert_int_equal(migrate_check(db, m, 2, &err), -1);
	assert_int_equal(err.kind, ERR_LATER);
	/* the second step fails half way: the first stays, the second leaves nothing */
	assert_int_equal(migrate_up(db, m, 2, provider_time(1), &err), -1);
	assert_non_null(strstr(err.text, "two"));
	assert_int_equal(migrate_check(db, m, 1, &err), 0);
	assert_int_equal(migrate_check(db, m, 2, &err), -1);
	assert_int_equal(err.kind, ERR_LATER);
	m[1].text = "CREATE TABLE two (id {id}){end};";
	assert_int_equal(migrate_up(db, m, 2, provider_time(2), &err), 0);
	assert_int_equal(migrate_up(db, m, 2, provider_time(3), &err), 0);
	assert_int_equal(migrate_check(db, m, 2, &err), 0);
	/* an older program says so, and does nothing */
	assert_int_equal(migrate_up(db, m, 1, provider_time(4), &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	assert_non_null(strstr(err.text, "newer"));
	assert_int_equal(migrate_check(db, m, 1, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	m[0].text = "CREATE TABLE other (id {id}){end};";
	assert_int_equal(migrate_up(db, m, 2, provider_time(5), &err), -1);
	assert_int_equal(err.kind, ERR_SYS);
	db_close(db);
}

/* One run that changes much: with the n-th call failing it was not there at all, or, where
 * only the answer was lost, all of it was. */
static bool fail_one(struct fault *fault, const char *old, const char *new)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct buf got AUTO(buf_done) = { 0 };
	struct plan plan = { 0 };
	struct db *db = filled(), *again;
	struct inventory inv = provider_load(db, INVENTORY_NOW, &arena);
	struct machine m = { .name = STR("web9") };
	struct tenancy moved = *provider_tenancy(&inv, "192.0.2.8/29", 5);
	enum err_kind kind;
	struct err err;
	bool is_new;

	plan_add(&plan, INV_MACHINE, &m);
	plan_end(&plan, INV_HOLDING, &inv.holding[2]);
	moved.customer = STR("c1");
	moved.machine = STR("web9");
	plan_correct(&plan, INV_TENANCY, provider_tenancy(&inv, "192.0.2.8/29", 5), &moved);
	db = fault_wrap(fault, db);
	kind = provider_apply(db, &plan, 15, &err);
	db_close(db);

	again = contract_place->writer();
	dumped(again, &got);
	db_close(again);
	is_new = new &&str_eq(buf_str(&got), str_of(new));
	if (kind == ERR_NONE) {
		assert_true(fault->at == 0 || fault->calls < fault->at);
		if (new)
			assert_true(is_new);
	} else if (!is_new || kind != ERR_UNSURE) {
		if (!str_eq(buf_str(&got), str_of(old)))
			fail_msg("call %ld, kind %d: neither old nor new", fault->at,
				 (int)fault->kind);
	}
	if (fault->kind == FAULT_BUSY && kind != ERR_NONE)
		assert_int_equal(kind, ERR_LATER);
	if (fault->kind == FAULT_DISK && kind != ERR_NONE)
		assert_int_equal(kind, ERR_SYS);
	return kind != ERR_NONE;
}

static void either_old_or_new(void **state)
{
	struct buf old AUTO(buf_done), new AUTO(buf_done) = { 0 };
	struct fault none = { .kind = FAULT_BUSY };
	struct db *db = filled();

	(void)state;
	dumped(db, &old);
	db_close(db);
	contract_place->emptied();
	assert_false(fail_one(&none, buf_c(&old), NULL));
	assert_true(none.calls > 30);
	db = contract_place->writer();
	dumped(db, &new);
	db_close(db);
	for (enum fault_kind kind = 0; kind < FAULT_KINDS; kind++) {
		struct fault f = { .kind = kind };
		bool went_wrong = true;

		for (long n = 1; went_wrong; n++) {
			f = (struct fault){ .kind = kind, .at = n };
			contract_place->emptied();
			went_wrong = fail_one(&f, buf_c(&old), buf_c(&new));
		}
		assert_int_equal(f.at, none.calls + 1);
	}
}

/* The same for making the schema: whatever fails, the next start goes on from there. */
static void a_schema_half_made_is_not_there(void **state)
{
	const struct migration *m;
	bool went_wrong = true;
	struct err err;
	size_t n;

	(void)state;
	m = schema_migrations(&n);
	for (long at = 1; went_wrong; at++) {
		struct fault f = { .kind = FAULT_LOST, .at = at };
		struct db *db;

		contract_place->fresh();
		db = fault_wrap(&f, contract_place->writer());
		went_wrong = migrate_up(db, m, n, provider_time(1), &err) < 0;
		db_close(db);
		db = filled();
		assert_int_equal(migrate_check(db, m, n, &err), 0);
		db_close(db);
	}
}

static int set_up(void **state)
{
	(void)state;
	contract_place->fresh();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	contract_place->away();
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int contract_run(const struct place *place)
{
	const struct CMUnitTest tests[] = {
		TEST(every_statement_compiles),
		TEST(nothing_is_read_from_an_empty_store),
		TEST(what_was_put_in_comes_back),
		TEST(nothing_is_overwritten),
		TEST(a_belief_ends_once),
		TEST(a_part_is_undone_alone),
		TEST(after_a_failure_only_undoing_follows),
		TEST(parts_nest),
		TEST(readers_see_what_was_committed),
		TEST(around_finds_what_looking_at_all_finds),
		TEST(an_event_gets_what_it_names),
		TEST(pages_are_the_whole),
		TEST(imports_are_told),
		TEST(the_schema_goes_forward_only),
		TEST(either_old_or_new),
		TEST(a_schema_half_made_is_not_there),
		TEST(many_rows_are_queued),
		TEST(every_value_is_queued),
		TEST(a_wrong_row_among_many_is_told),
		TEST(what_was_not_told_is_undone),
		TEST(many_rows_are_undone),
		TEST(a_statement_may_go_before_its_rows),
		TEST(listings_come_back),
		TEST(a_job_gets_what_it_overlaps),
		TEST(what_is_over_is_not_loaded),
		TEST(what_is_due_comes_in_order),
		TEST(pages_hold_what_was_asked_for),
		TEST(changes_are_told_in_order),
		TEST(a_held_list_is_released),
		TEST(a_place_has_one_listing_at_a_time),
		TEST(standings_and_walks_come_back),
		TEST(serials_come_back),
		TEST(a_budget_is_never_overspent),
		TEST(each_source_has_its_budget),
		TEST(reverse_names_have_a_history),
		TEST(a_turn_is_whole_or_not_there),
	};

	contract_place = place;
	contract_watch_begin(place);
	return cmocka_run_group_tests_name(place->name, tests, NULL, NULL);
}
