/* What every engine must do alike with standings, walks, budgets and reverse names, and whatever
 * fails in between. */
#include "unit.h"

#include "contract.h"
#include "contract_watch.h"

#include "fault.h"
#include "provider.h"
#include "store/serial_store.h"
#include "watched.h"

#define DUMP_MAX (1 << 20)

static const struct place *where;

void contract_watch_begin(const struct place *place)
{
	where = place;
}

static void must(int result, const struct err *err)
{
	if (result < 0)
		fail_msg("%s", err->text);
}

static struct str dumped(struct db *db, struct buf *out)
{
	buf_init(out, DUMP_MAX);
	watched_dump(db, out);
	return buf_str(out);
}

static void save_standing(struct db *db, const struct standing *s)
{
	struct db_tx tx AUTO(db_rollback) = { 0 };
	struct err err;

	must(db_begin(&tx, db, &err), &err);
	must(standing_store_save(db, s, &err), &err);
	must(db_commit(&tx, &err), &err);
}

static void save_walk(struct db *db, struct str zone, unsigned walk, const struct agenda_walk *w)
{
	struct db_tx tx AUTO(db_rollback) = { 0 };
	struct err err;

	must(db_begin(&tx, db, &err), &err);
	must(walk_store_save(db, zone, walk, w, &err), &err);
	must(db_commit(&tx, &err), &err);
}

void standings_and_walks_come_back(void **state)
{
	const struct standing full = { STR("a.example"),
				       HEARD_REFUSED,
				       STR("\xff said no"),
				       true,
				       { 1 },
				       { 2 },
				       { 3 },
				       { 4 },
				       { 5 },
				       6,
				       { 7 },
				       true,
				       { 8 },
				       { 9 },
				       10,
				       11,
				       UINT32_MAX,
				       77 };
	struct agenda_walk walk = { provider_range("2001:db8::1").lo, { 5 }, { 6 }, UINT32_MAX };
	struct agenda_walk got[AGENDA_WALKS];
	struct arena arena AUTO(arena_done) = { 0 };
	struct db *db = contract_made();
	struct standing s = standing_new(STR("a.example")), *all;
	struct err err;
	size_t n;

	(void)state;
	save_standing(db, &s);
	s.zone = STR("b.example");
	save_standing(db, &s);
	save_standing(db, &full);
	must(standing_store_load(db, &arena, &all, &n, &err), &err);
	assert_int_equal(n, 2);
	s = str_eq(all[0].zone, full.zone) ? all[0] : all[1];
	assert_str(s.why, "\xff said no");
	assert_true(s.asked && s.held && s.health == HEARD_REFUSED);
	assert_int_equal(s.since.us * 10 + s.last.us, 12);
	assert_int_equal(s.last_good.us * 100 + s.proving.us * 10 + s.retry.us, 345);
	assert_int_equal(s.failures * 10 + s.baseline.us, 67);
	assert_int_equal(s.held_since.us * 10 + s.window.us, 89);
	assert_int_equal(s.named * 100 + s.keep_s, 1011);
	assert_int_equal(s.serial, UINT32_MAX);
	assert_int_equal(s.check_cost, 77);

	save_walk(db, STR("a.example"), AGENDA_NAMES, &walk);
	walk.cursor = ip4(192, 0, 2, 1);
	save_walk(db, STR("a.example"), ESTATE_MAIL, &walk);
	walk.cursor = (struct ip){ 0 };
	save_walk(db, STR("a.example"), ESTATE_REST, &walk);
	walk.begun = WHEN_NEVER;
	save_walk(db, STR("a.example"), ESTATE_REST, &walk);
	must(walk_store_load(db, STR("a.example"), got, &err), &err);
	assert_true(ip_eq(got[AGENDA_NAMES].cursor, provider_range("2001:db8::1").lo));
	assert_true(ip_eq(got[ESTATE_MAIL].cursor, ip4(192, 0, 2, 1)));
	assert_int_equal(got[ESTATE_MAIL].begun.us * 10 + got[ESTATE_MAIL].due.us, 56);
	assert_int_equal(got[ESTATE_MAIL].walks, UINT32_MAX);
	assert_int_equal(got[ESTATE_REST].cursor.len, 0);
	assert_int_equal(got[ESTATE_REST].begun.us, WHEN_NEVER.us);
	assert_int_equal(got[ESTATE_CHANGED].cursor.len, 0);
	assert_int_equal(got[ESTATE_CHANGED].begun.us, WHEN_NEVER.us);
	assert_int_equal(got[ESTATE_CHANGED].due.us, WHEN_EVER.us);
	assert_int_equal(got[ESTATE_CHANGED].walks, 0);
	db_close(db);
}

static void save_serial(struct db *db, struct str zone, const struct serial_walk *w)
{
	struct db_tx tx AUTO(db_rollback) = { 0 };
	struct err err;

	must(db_begin(&tx, db, &err), &err);
	must(serial_store_save(db, zone, ESTATE_CHANGED, w, &err), &err);
	must(db_commit(&tx, &err), &err);
}

void serials_come_back(void **state)
{
	struct serial_walk w = { .servers = 2,
				 .space = UINT64_MAX,
				 .going = 1,
				 .moved = true,
				 .spared = UINT32_MAX,
				 .saved = UINT32_MAX + UINT64_C(1) };
	struct serial_walk got[AGENDA_WALKS];
	struct db *db = contract_made();
	struct err err;

	(void)state;
	w.server[0] = (struct serial_server){
		{provider_range("2001:db8::1").lo, 53 },
		{ true,			       UINT32_MAX, { 1 }, { 2 }, { 3 }, 4, 5, 6 },
		7,
		UINT32_MAX,
		{ 20}
	};
	w.server[1] = (struct serial_server){
		{ip4(192, 0, 2, 1), 5353 },
                .seen = { 10     }
	};
	save_serial(db, STR("a.example"), &w);
	save_serial(db, STR("b.example"), &w);
	must(serial_store_load(db, STR("a.example"), got, &err), &err);
	assert_memory_equal(&got[ESTATE_CHANGED].server[0].gate, &w.server[0].gate,
			    sizeof(struct serial_gate));
	assert_int_equal(got[ESTATE_CHANGED].servers, 2);
	assert_true(endpoint_eq(got[ESTATE_CHANGED].server[0].at, w.server[0].at));
	assert_true(endpoint_eq(got[ESTATE_CHANGED].server[1].at, w.server[1].at));
	assert_true(got[ESTATE_CHANGED].server[0].first == 7 &&
		    got[ESTATE_CHANGED].server[0].last == UINT32_MAX);
	assert_true(got[ESTATE_CHANGED].space == UINT64_MAX && got[ESTATE_CHANGED].going == 1);
	assert_true(got[ESTATE_CHANGED].moved && got[ESTATE_CHANGED].spared == UINT32_MAX);
	assert_true(got[ESTATE_CHANGED].saved == w.saved && got[ESTATE_MAIL].servers == 0);

	w.servers = 1;
	save_serial(db, STR("a.example"), &w);
	must(serial_store_load(db, STR("a.example"), got, &err), &err);
	assert_int_equal(got[ESTATE_CHANGED].servers, 1);
	must(serial_store_load(db, STR("b.example"), got, &err), &err);
	assert_int_equal(got[ESTATE_CHANGED].servers, 2);
	db_close(db);
}

/* One grant; with `keep` it is on disk, else the transaction is undone. */
static uint32_t take(struct db *db, uint32_t n, bool manual, bool keep)
{
	const struct budget_wish wish = {
		STR("operator"), {0,  1000,  0 },
                 n, manual, provider_time(5), { { 0 }, { 0 }}
	};
	struct db_tx tx AUTO(db_rollback) = { 0 };
	struct budget_grant grant;
	struct err err;

	must(db_begin(&tx, db, &err), &err);
	must(budget_store_take(db, &wish, &grant, &err), &err);
	if (keep)
		must(db_commit(&tx, &err), &err);
	return grant.n;
}

static void give_back(struct db *db, uint32_t n)
{
	const struct budget_back back = {
		STR("operator"), n, provider_time(5), {{ 0 }, { 0 }}
	};
	struct db_tx tx AUTO(db_rollback) = { 0 };
	struct err err;

	must(db_begin(&tx, db, &err), &err);
	must(budget_store_return(db, &back, &err), &err);
	must(db_commit(&tx, &err), &err);
}

/* A grant of 600 out of 1000 a day to a hub that asks from there. */
static uint32_t take_from(struct db *db, const char *source)
{
	struct budget_wish wish = {
		STR("operator"), {0,  1000,  0 },
                 600, false, provider_time(5), { { 0 }, { 0 }}
	};
	struct db_tx tx AUTO(db_rollback) = { 0 };
	struct budget_grant grant;
	struct err err;

	must(source_parse(str_of(source), &wish.from, &err), &err);
	must(db_begin(&tx, db, &err), &err);
	must(budget_store_take(db, &wish, &grant, &err), &err);
	must(db_commit(&tx, &err), &err);
	return grant.n;
}

/* Two hubs on one store: from different addresses they have a budget each, from the same one they
 * share it, and who asks from two is bound by both. */
void each_source_has_its_budget(void **state)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct db *db = contract_made();
	struct budget_back back = {
		STR("operator"), 50, provider_time(5), {{ 0 }, { 0 }}
	};
	struct budget_all all;
	struct db_tx tx = { 0 };
	struct budget_row *row;
	struct err err;
	size_t n;

	(void)state;
	assert_int_equal(take_from(db, "192.0.2.1"), 600);
	assert_int_equal(take_from(db, "192.0.2.2"), 600);
	assert_int_equal(take_from(db, "192.0.2.1"), 350);
	assert_int_equal(take_from(db, "192.0.2.1"), 0);
	assert_int_equal(take_from(db, "192.0.2.2 2001:db8::1"), 350);
	assert_int_equal(take_from(db, "2001:db8::1"), 600);
	assert_int_equal(take_from(db, ""), 600);
	assert_int_equal(take_from(db, "192.0.2.3"), 350); /* the kernel's choice until now */
	must(source_parse(STR("192.0.2.2 2001:db8::1"), &back.from, &err), &err);
	must(db_begin(&tx, db, &err), &err);
	must(budget_store_return(db, &back, &err), &err);
	must(db_commit(&tx, &err), &err);
	must(budget_store_spent(db, STR("operator"), &back.from, &all, &err), &err);
	assert_int_equal(all.n, 2);
	assert_int_equal(all.spent[0].in_day, 900);
	assert_int_equal(all.spent[1].in_day, 900);
	must(budget_store_list(db, &arena, &row, &n, &err), &err);
	assert_int_equal(n, 5);
	db_close(db);
}

void a_budget_is_never_overspent(void **state)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct db *db = contract_made();
	struct budget_row *row;
	struct err err;
	size_t n;

	(void)state;
	assert_int_equal(take(db, 600, false, false), 600);
	assert_int_equal(take(db, 600, false, true), 600);
	db_close(db);
	db = where->writer();
	assert_int_equal(take(db, 600, false, true), 350);
	assert_int_equal(take(db, 600, false, true), 0);
	assert_int_equal(take(db, 600, true, true), 50);
	give_back(db, 70);
	assert_int_equal(take(db, 600, false, true), 20);
	must(budget_store_list(db, &arena, &row, &n, &err), &err);
	assert_int_equal(n, 1);
	assert_str(row[0].operator, "operator");
	assert_int_equal(row[0].spent.in_day, 950);
	assert_int_equal(row[0].spent.in_month, 950);
	db_close(db);
}

static void note(struct db *db, unsigned last, enum ptr_verdict verdict, const char *name, int day)
{
	const struct ptr_row row = { ip4(192, 0, 2, last), verdict, str_of(name),
				     provider_time(day), provider_time(day) };
	struct db_tx tx AUTO(db_rollback) = { 0 };
	struct err err;

	must(db_begin(&tx, db, &err), &err);
	must(ptr_store_note(db, &row, &err), &err);
	must(db_commit(&tx, &err), &err);
}

void reverse_names_have_a_history(void **state)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct db *db = contract_made();
	struct ptr_rows got;
	struct err err;

	(void)state;
	note(db, 1, PTR_MISSING, "", 1);
	note(db, 2, PTR_OK, "mx.example", 1);
	note(db, 1, PTR_MISSING, "", 2);
	note(db, 1, PTR_UNKNOWN, "", 3);
	note(db, 3, PTR_UNKNOWN, "", 3);
	note(db, 1, PTR_GENERIC, "pool1.example", 4);
	note(db, 1, PTR_GENERIC, "pool2.example", 5);
	note(db, 1, PTR_GENERIC, "pool2.example", 4); /* the clock was set back */
	must(ptr_store_list(db, ip4(192, 0, 2, 1), &arena, &got, &err), &err);
	assert_int_equal(got.n, 3);
	assert_str(got.row[0].name, "pool2.example");
	assert_int_equal(got.row[0].seen.us, provider_time(5).us);
	assert_int_equal(got.row[2].verdict, PTR_MISSING);
	assert_int_equal(got.row[2].since.us, provider_time(1).us);
	assert_int_equal(got.row[2].seen.us, provider_time(2).us);
	assert_true(ip_eq(got.row[2].ip, ip4(192, 0, 2, 1)));
	note(db, 2, PTR_UNCONFIRMED, "mx.example", 6);
	must(ptr_store_list(db, (struct ip){ 0 }, &arena, &got, &err), &err);
	assert_int_equal(got.n, 2);
	assert_true(ip_eq(got.row[0].ip, ip4(192, 0, 2, 2)));
	assert_str(got.row[1].name, "pool2.example");
	note(db, 1, PTR_OK, "mx1.example", 7);
	must(ptr_store_list(db, (struct ip){ 0 }, &arena, &got, &err), &err);
	assert_int_equal(got.n, 1);
	db_close(db);
}

/* --- failures ---------------------------------------------------------------------------- */

/* A second turn with the n-th call failing: not there at all or, where only the answer was lost,
 * whole. */
static bool fail_one(struct fault *fault, const char *old, const char *new)
{
	struct buf got AUTO(buf_done) = { 0 };
	struct db *db = contract_made(), *again;
	enum err_kind kind;
	struct err err;
	bool is_new;

	assert_int_equal(watched_turn(db, 3, &err), ERR_NONE);
	db = fault_wrap(fault, db);
	kind = watched_turn(db, 4, &err);
	db_close(db);
	again = where->writer();
	dumped(again, &got);
	db_close(again);
	is_new = new &&str_eq(buf_str(&got), str_of(new));
	if (kind == ERR_NONE)
		assert_true(!new || is_new);
	else if ((!is_new || kind != ERR_UNSURE) && !str_eq(buf_str(&got), str_of(old)))
		fail_msg("call %ld, kind %d: neither old nor new", fault->at, (int)fault->kind);
	return kind != ERR_NONE;
}

static void turns(struct buf *out, int turns)
{
	struct db *db = contract_made();
	struct err err;

	for (int i = 0; i < turns; i++)
		assert_int_equal(watched_turn(db, 3 + i, &err), ERR_NONE);
	dumped(db, out);
	db_close(db);
	where->emptied();
}

/* A statement that fails, and an answer that is lost; either_old_or_new has the other kinds. */
void a_turn_is_whole_or_not_there(void **state)
{
	static const enum fault_kind kind[] = { FAULT_DISK, FAULT_ANSWER };
	struct buf old AUTO(buf_done), new AUTO(buf_done);
	struct fault none = { .kind = FAULT_BUSY };

	(void)state;
	turns(&old, 1);
	turns(&new, 2);
	assert_false(str_eq(buf_str(&old), buf_str(&new)));
	assert_false(fail_one(&none, buf_c(&old), buf_c(&new)));
	assert_true(none.calls > 40);
	for (size_t i = 0; i < LEN(kind); i++) {
		struct fault f = { .kind = kind[i] };
		bool went_wrong = true;

		for (long n = 1; went_wrong; n++) {
			f = (struct fault){ .kind = kind[i], .at = n };
			where->emptied();
			went_wrong = fail_one(&f, buf_c(&old), buf_c(&new));
		}
		assert_int_equal(f.at, none.calls + 1);
	}
}
