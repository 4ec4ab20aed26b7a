/* Transactions end once, and undoing what is not there does nothing. */
#include "made.h"

#include "store/query.h"

static int64_t steps(struct db *db)
{
	struct db_query q AUTO(db_done);
	int64_t n = 0;

	db_ask(&q, db, SQL_MIGRATION_LIST);
	while (db_row(&q))
		n++;
	return n;
}

static int add(struct db *db, int64_t number)
{
	struct db_query q AUTO(db_done);

	db_ask(&q, db, SQL_MIGRATION_ADD);
	db_put_int(&q, number);
	db_put_str(&q, STR("x"));
	db_put_int(&q, 0);
	db_put_int(&q, 0);
	return db_run(&q, NULL);
}

static void leaving_a_scope_undoes(void **state)
{
	struct db *db = made_db();
	int64_t had = steps(db);
	struct err err;

	(void)state;
	{
		struct db_tx tx AUTO(db_rollback) = { 0 };

		assert_false(db_in_tx(db));
		assert_int_equal(db_begin(&tx, db, &err), 0);
		assert_true(db_in_tx(db));
		assert_int_equal(add(db, 1007), 0);
	}
	assert_false(db_in_tx(db));
	assert_int_equal(steps(db), had);
	{
		struct db_tx tx AUTO(db_rollback) = { 0 };

		assert_int_equal(db_begin(&tx, db, &err), 0);
		assert_int_equal(add(db, 1007), 0);
		assert_int_equal(db_commit(&tx, &err), 0);
	}
	assert_int_equal(steps(db), had + 1);
	db_close(db);
}

static void a_part_that_failed_cannot_be_kept(void **state)
{
	struct db *db = made_db();
	struct db_part part = { 0 };
	struct db_tx tx = { 0 };
	int64_t had = steps(db);
	struct err err;

	(void)state;
	assert_int_equal(db_begin(&tx, db, &err), 0);
	assert_int_equal(add(db, 1007), 0);
	assert_int_equal(db_part_begin(&part, db, &err), 0);
	assert_int_equal(add(db, 1008), 0);
	assert_int_equal(add(db, 1008), -1);
	assert_int_equal(db_part_keep(&part, &err), -1);
	assert_int_equal(err.kind, ERR_LATER);
	db_part_undo(&part);
	assert_int_equal(add(db, 1009), 0);
	assert_int_equal(db_commit(&tx, &err), 0);
	assert_int_equal(steps(db), had + 2);
	db_rollback(&tx);
	assert_int_equal(steps(db), had + 2);
	db_close(db);
	db_close(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MADE_TEST(leaving_a_scope_undoes),
		MADE_TEST(a_part_that_failed_cannot_be_kept),
	};
	return cmocka_run_group_tests_name("store/db", tests, NULL, NULL);
}
