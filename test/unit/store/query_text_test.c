/* Statements made at run time: values of any kind, failures kept, and none left behind. */
#include "made.h"

#include "store/query_text.h"

static void values_come_back(void **state)
{
	const struct db_value v[] = {
		{.type = DB_INT,         .i = INT64_MIN },
		{ .type = DB_TEXT,                     .s = STR_INIT("a\0b") },
		{ .type = DB_RAW,.s = STR_INIT("\0\xff") },
		{ .type = DB_NULL       },
	};
	struct db *db = made_db();

	(void)state;
	for (size_t i = 0; i < LEN(v); i++) {
		struct db_query q AUTO(db_done);
		struct db_value got;
		struct err err;

		db_ask_text(&q, db, "SELECT $1");
		db_put(&q, &v[i]);
		assert_true(db_row(&q));
		got = db_get(&q);
		assert_int_equal(got.type, v[i].type);
		assert_int_equal(got.i, v[i].i);
		if (v[i].s.n)
			assert_true(str_eq(got.s, v[i].s));
		assert_false(db_row(&q));
		assert_int_equal(db_end(&q, &err), 0);
	}
	db_close(db);
}

static void a_wrong_one_is_told_at_the_end(void **state)
{
	struct db *db = made_db();
	struct db_tx tx = { 0 };
	struct err err;

	(void)state;
	assert_int_equal(db_begin(&tx, db, &err), 0);
	for (int i = 0; i < 2; i++) {
		struct db_query q AUTO(db_done);

		db_ask_text(&q, db, "SELECT nothing FROM nowhere");
		assert_false(db_row(&q));
		assert_int_equal(db_end(&q, &err), -1);
		assert_int_equal(err.kind, i ? ERR_LATER : ERR_SYS);
	}
	db_rollback(&tx);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MADE_TEST(values_come_back),
		MADE_TEST(a_wrong_one_is_told_at_the_end),
	};
	return cmocka_run_group_tests_name("store/query_text", tests, NULL, NULL);
}
