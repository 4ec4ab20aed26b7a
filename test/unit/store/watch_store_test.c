/* What the contract (test/store) cannot see: rows that another program has put there. */
#include "made.h"

#include "store/driver.h"
#include "store/watch_store.h"

static void a_walk_that_is_not_ours_is_left(void **state)
{
	struct agenda_walk walk[AGENDA_WALKS];
	struct db *db = made_db();
	struct err err;

	(void)state;
	assert_int_equal(
		db->driver->exec(db,
				 "INSERT INTO walk (zone, walk, place, begun, due, walks)"
				 " VALUES ('a', 4, NULL, 1, 1, 1), ('a', -1, NULL, 1, 1, 1),"
				 " ('a', 3, NULL, 5, 6, 7), ('b', 0, NULL, 1, 1, 1);",
				 &err),
		0);
	assert_int_equal(walk_store_load(db, STR("a"), walk, &err), 0);
	for (unsigned i = 0; i < AGENDA_WALKS; i++)
		assert_int_equal(walk[i].walks, i == AGENDA_NAMES ? 7 : 0);
	db_close(db);
}

static void nothing_is_remembered_at_first(void **state)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct db *db = made_db();
	struct standing *standing;
	struct budget_row *budget;
	struct ptr_rows ptr;
	struct err err;
	size_t n[2] = { 7, 7 };

	(void)state;
	assert_int_equal(standing_store_load(db, &arena, &standing, &n[0], &err), 0);
	assert_int_equal(budget_store_list(db, &arena, &budget, &n[1], &err), 0);
	assert_int_equal(ptr_store_list(db, (struct ip){ 0 }, &arena, &ptr, &err), 0);
	assert_int_equal(n[0] + n[1] + ptr.n, 0);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MADE_TEST(a_walk_that_is_not_ours_is_left),
		MADE_TEST(nothing_is_remembered_at_first),
	};
	return cmocka_run_group_tests_name("store/watch_store", tests, NULL, NULL);
}
