/* Values keep their type and every octet; the first failure is the one that is told. */
#include "made.h"

#include "store/query.h"

static void set(struct db *db, struct str name, struct str value)
{
	struct db_query q AUTO(db_done);
	struct err err;

	db_ask(&q, db, SQL_META_SET);
	db_put_str(&q, name);
	db_put_str(&q, value);
	assert_int_equal(db_run(&q, &err), 0);
}

static struct str get(struct db *db, struct str name, struct arena *arena)
{
	struct db_query q AUTO(db_done);
	struct str value = { 0 };
	struct err err;

	db_ask(&q, db, SQL_META_GET);
	db_put_str(&q, name);
	while (db_row(&q))
		value = db_get_copy(&q, arena);
	assert_int_equal(db_end(&q, &err), 0);
	return value;
}

static void text_comes_back(void **state)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct db *db = made_db();

	(void)state;
	set(db, STR("a"), STR("$1 'quoted'; DROP TABLE meta"));
	set(db, STR("b"), STR(""));
	set(db, STR("a"), STR("changed: äöü"));
	assert_str(get(db, STR("a"), &arena), "changed: äöü");
	assert_str(get(db, STR("b"), &arena), "");
	assert_null(get(db, STR("c"), &arena).p);
	db_close(db);
}

static void numbers_and_octets_come_back(void **state)
{
	static const int64_t number[] = { 0, -1, INT64_MAX, INT64_MIN, 1 };
	struct db *db = made_db();
	struct err err;

	(void)state;
	for (size_t i = 0; i < LEN(number); i++) {
		struct db_query q AUTO(db_done);
		int64_t id = 0;

		db_ask(&q, db, SQL_IMPORT_ADD);
		db_put_int(&q, number[i]);
		for (int k = 0; k < 3; k++)
			db_put_str(&q, STR("x"));
		db_put_raw(&q, (struct str){ "\0\377\0", i % 4 });
		db_put_int(&q, 0);
		db_put_null(&q);
		db_put_int(&q, 0);
		db_put_int(&q, 0);
		while (db_row(&q))
			id = db_get_int(&q);
		assert_int_equal(db_end(&q, &err), 0);
		db_ask(&q, db, SQL_IMPORT_FIND);
		db_put_int(&q, id);
		assert_true(db_row(&q));
		assert_int_equal(db_get_int(&q), id);
		assert_true(db_get_int(&q) == number[i]);
		for (int k = 0; k < 3; k++)
			assert_str(db_get_str(&q), "x");
		assert_true(str_eq(db_get_str(&q), (struct str){ "\0\377\0", i % 4 }));
		assert_int_equal(db_get_int(&q), 0);
		assert_int_equal(db_get_int(&q), 0); /* NULL */
		assert_false(db_row(&q));
		assert_int_equal(db_end(&q, &err), 0);
	}
	db_close(db);
}

static void the_first_failure_is_told(void **state)
{
	struct db_query q AUTO(db_done) = { 0 };
	struct db_tx tx = { 0 };
	struct db *db = made_db();
	struct err err;

	(void)state;
	assert_int_equal(db_begin(&tx, db, &err), 0);
	db_ask(&q, db, SQL_MIGRATION_ADD);
	db_put_int(&q, 1);
	db_put_str(&q, STR("twice"));
	db_put_int(&q, 1);
	db_put_int(&q, 1);
	assert_int_equal(db_run(&q, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	assert_false(db_row(&q));
	assert_int_equal(db_end(&q, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	db_ask(&q, db, SQL_MIGRATION_LIST);
	assert_false(db_row(&q));
	assert_int_equal(db_end(&q, &err), -1);
	assert_int_equal(err.kind, ERR_LATER);
	db_rollback(&tx);
	db_ask(&q, db, SQL_MIGRATION_LIST);
	assert_true(db_row(&q));
	db_done(&q);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MADE_TEST(text_comes_back),
		MADE_TEST(numbers_and_octets_come_back),
		MADE_TEST(the_first_failure_is_told),
	};
	return cmocka_run_group_tests_name("store/query", tests, NULL, NULL);
}
