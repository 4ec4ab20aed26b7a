/* Checksums tell one step from another, and a step that fails says which it was. */
#include "made.h"

#include "store/driver.h"

static void sums_differ(void **state)
{
	const struct migration a = { 1, "a", "CREATE TABLE a (id {id}){end};" };
	const struct migration b = { 1, "a", "CREATE TABLE b (id {id}){end};" };
	const struct migration c = { 2, "c", "CREATE TABLE a (id {id}){end};" };

	(void)state;
	assert_true(migrate_checksum(&a) != migrate_checksum(&b));
	assert_true(migrate_checksum(&a) == migrate_checksum(&c));
}

static void the_failing_step_is_named(void **state)
{
	const struct migration m = { 1, "wrong", "CREATE TABLE a (id {id}{end};" };
	struct err err;
	struct db *db;
	bool blank = false;

	(void)state;
	assert_int_equal(sqlite_open_writer(&db, str_of(made_path("netizen.db")), &err), 0);
	assert_int_equal(migrate_up(db, &m, 1, (struct instant){ 1 }, &err), -1);
	assert_non_null(strstr(err.text, "schema step 1 (wrong)"));
	assert_int_equal(db->driver->blank(db, &blank, &err), 0);
	assert_true(blank);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sums_differ),
		MADE_TEST(the_failing_step_is_named),
	};
	return cmocka_run_group_tests_name("store/migrate", tests, NULL, NULL);
}
