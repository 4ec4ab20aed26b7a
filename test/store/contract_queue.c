/* Statements that nobody waits for one by one: as many as make an engine take its shorter way. */
#include "unit.h"

#include "contract.h"
#include "contract_queue.h"
#include "store/query_text.h"

#include <stdio.h>

#define MANY 1500

static const char add_text[] = "INSERT INTO machine (name) VALUES ($1)";

static int64_t number(struct db *db, const char *text)
{
	struct db_query q AUTO(db_done);
	struct err err;
	int64_t n = -1;

	db_ask_text(&q, db, text);
	while (db_row(&q))
		n = db_get_int(&q);
	if (db_end(&q, &err) < 0)
		fail_msg("%s", err.text);
	return n;
}

static int64_t machines(struct db *db)
{
	return number(db, "SELECT count(*) FROM machine");
}

static int add(struct db_query *q, int from, int n, struct err *err)
{
	char text[16];

	for (int i = from; i < from + n; i++) {
		snprintf(text, sizeof(text), "m%d", i);
		db_put_str(q, str_of(text));
		if (db_queue(q, err) < 0)
			return -1;
	}
	return 0;
}

static void begin(struct db_tx *tx, struct db *db, struct db_query *q)
{
	struct err err;

	if (db_begin(tx, db, &err) < 0)
		fail_msg("%s", err.text);
	db_ask_text(q, db, add_text);
}

/* What is asked between two of them sees all before it. */
void many_rows_are_queued(void **state)
{
	struct db *db = contract_made();
	struct db_query q, other AUTO(db_done);
	struct db_tx tx = { 0 };
	struct err err;

	(void)state;
	begin(&tx, db, &q);
	assert_int_equal(add(&q, 0, MANY, &err), 0);
	assert_int_equal(machines(db), MANY);
	assert_int_equal(add(&q, MANY, 30, &err), 0);
	assert_int_equal(machines(db), MANY + 30);
	db_ask_text(&other, db, "UPDATE machine SET name = $1 WHERE name = $2");
	for (int i = 2 * MANY; i < 3 * MANY; i += 500) {
		assert_int_equal(add(&q, i, 500, &err), 0);
		db_put_str(&other, STR("renamed"));
		db_put_str(&other, STR("m3499"));
		assert_int_equal(db_queue(&other, &err), 0);
	}
	assert_int_equal(db_settle(db, &err), 0);
	assert_int_equal(number(db, "SELECT count(*) FROM machine WHERE name = 'renamed'"), 1);
	db_done(&other);
	db_done(&q);
	assert_int_equal(db_commit(&tx, &err), 0);
	assert_int_equal(machines(db), 2 * MANY + 30);
	assert_int_equal(number(db, "SELECT count(DISTINCT id) FROM machine"), 2 * MANY + 30);
	db_close(db);
}

static void put_walk(struct db_query *q, int i)
{
	static const int64_t extreme[] = { 0, 1, -1, INT64_MAX, INT64_MIN };

	db_put_str(q, i % 2 ? STR("") : STR("caf\303\251 \t\n\\N\\.'\""));
	db_put_int(q, i);
	if (i % 3 == 0)
		db_put_null(q);
	else
		db_put_raw(q, i % 3 == 1 ? STR("\0\377\\x\n") : STR(""));
	for (int k = 0; k < 3; k++)
		db_put_int(q, extreme[(i + k) % (int)LEN(extreme)]);
}

static void is_walk(struct db_query *q, int i)
{
	struct db_query want AUTO(db_done) = { 0 };

	put_walk(&want, i);
	for (size_t k = 0; k < want.values; k++) {
		struct db_value got = db_get(q);

		assert_int_equal(got.type, want.value[k].type);
		if (got.type == DB_INT)
			assert_int_equal(got.i, want.value[k].i);
		else if (got.type != DB_NULL)
			assert_true(str_eq(got.s, want.value[k].s));
	}
}

void every_value_is_queued(void **state)
{
	struct db *db = contract_made();
	struct db_tx tx = { 0 };
	struct db_query q;
	struct err err;
	int n = 0;

	(void)state;
	begin(&tx, db, &q);
	db_done(&q);
	db_ask_text(&q, db,
		    "INSERT INTO walk (zone, walk, place, begun, due, walks)"
		    " VALUES ($1, $2, $3, $4, $5, $6)");
	for (int i = 0; i < MANY; i++) {
		put_walk(&q, i);
		assert_int_equal(db_queue(&q, &err), 0);
	}
	assert_int_equal(db_settle(db, &err), 0);
	db_done(&q);
	db_ask_text(&q, db, "SELECT zone, walk, place, begun, due, walks FROM walk ORDER BY walk");
	while (db_row(&q))
		is_walk(&q, n++);
	assert_int_equal(db_end(&q, &err), 0);
	db_done(&q);
	assert_int_equal(n, MANY);
	assert_int_equal(db_commit(&tx, &err), 0);
	db_close(db);
}

/* By one of the calls that follow, at the latest by the last. */
void a_wrong_row_among_many_is_told(void **state)
{
	struct db *db = contract_made();
	struct db_part part = { 0 };
	struct db_tx tx = { 0 };
	struct db_query q;
	struct err err;
	int r;

	(void)state;
	begin(&tx, db, &q);
	assert_int_equal(add(&q, 0, MANY, &err), 0);
	assert_int_equal(db_part_begin(&part, db, &err), 0);
	r = add(&q, MANY, MANY, &err);
	if (r == 0)
		r = add(&q, 7, 1, &err);
	if (r == 0)
		r = add(&q, 2 * MANY, MANY, &err);
	if (r == 0)
		r = db_settle(db, &err);
	assert_int_equal(r, -1);
	assert_int_equal(err.kind, ERR_INPUT);
	assert_int_equal(add(&q, 0, 1, &err), -1);
	db_part_undo(&part);
	db_done(&q);
	db_ask_text(&q, db, add_text);
	assert_int_equal(add(&q, MANY, 1, &err), 0);
	db_done(&q);
	assert_int_equal(db_commit(&tx, &err), 0);
	assert_int_equal(machines(db), MANY + 1);
	db_close(db);
}

/* A part that is undone before its failure was told leaves the others as they were. */
void what_was_not_told_is_undone(void **state)
{
	static const int rows[] = { 1, MANY };

	(void)state;
	for (size_t i = 0; i < LEN(rows); i++) {
		struct db *db = contract_made();
		int64_t had = machines(db);
		struct db_part part = { 0 };
		struct db_tx tx = { 0 };
		struct db_query q;
		struct err err;

		begin(&tx, db, &q);
		assert_int_equal(add(&q, (int)had, 1, &err), 0);
		assert_int_equal(db_part_begin(&part, db, &err), 0);
		if (add(&q, 10 * MANY, rows[i], &err) == 0)
			(void)!add(&q, (int)had, 1, &err);
		db_part_undo(&part);
		db_done(&q);
		db_ask_text(&q, db, add_text);
		assert_int_equal(add(&q, (int)had + 1, 1, &err), 0);
		db_done(&q);
		if (db_commit(&tx, &err) < 0)
			fail_msg("%d rows: %s", rows[i], err.text);
		assert_int_equal(machines(db), had + 2);
		db_close(db);
	}
}

void many_rows_are_undone(void **state)
{
	struct db *db = contract_made();
	struct db_tx tx = { 0 };
	struct db_query q;
	struct err err;

	(void)state;
	for (int i = 0; i < 3; i++) {
		begin(&tx, db, &q);
		assert_int_equal(add(&q, 0, MANY, &err), 0);
		if (i == 1)
			assert_int_equal(db_settle(db, &err), 0);
		db_rollback(&tx);
		db_done(&q);
		assert_int_equal(machines(db), 0);
	}
	begin(&tx, db, &q);
	assert_int_equal(add(&q, 0, MANY, &err), 0);
	db_done(&q);
	assert_int_equal(db_commit(&tx, &err), 0);
	assert_int_equal(machines(db), MANY);
	db_close(db);
}

void a_statement_may_go_before_its_rows(void **state)
{
	struct db *db = contract_made();
	struct db_tx tx = { 0 };
	struct db_query q;
	struct err err;

	(void)state;
	begin(&tx, db, &q);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(add(&q, i * MANY, MANY, &err), 0);
		db_done(&q);
		db_ask_text(&q, db, add_text);
	}
	assert_int_equal(add(&q, 4 * MANY, 1, &err), 0);
	db_done(&q);
	assert_int_equal(db_commit(&tx, &err), 0);
	assert_int_equal(machines(db), 4 * MANY + 1);
	db_close(db);
}
