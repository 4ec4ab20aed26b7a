/* What the contract (test/store) cannot see: rows that another program has put there. */
#include "made.h"

#include "store/driver.h"
#include "store/serial_store.h"

#define GATE "'a', 0, "
#define REST ", 1, 5, 1, 2, 3, 4, 5, 6, 7, 8, 9"

static void strange_rows_are_left(void **state)
{
	struct serial_walk walk[AGENDA_WALKS];
	struct db *db = made_db();
	struct err err;

	(void)state;
	assert_int_equal(
		db->driver->exec(
			db,
			"INSERT INTO serial_walk (zone, walk, space, going, moved, spared,"
			" saved) VALUES ('a', 4, 1, 1, 0, 1, 1), ('a', -1, 1, 1, 0, 1, 1),"
			" ('a', 0, -1, 2, 1, 3, 4);"
			"INSERT INTO serial_gate (zone, walk, server, swept, serial, full_at,"
			" proving, distrusted, moves, still, contradictions, first, last, seen)"
			" VALUES (" GATE "'192.0.2.1:53'" REST "), (" GATE "'nonsense'" REST
			"), ('a', 9, '192.0.2.2:53'" REST ");",
			&err),
		0);
	assert_int_equal(serial_store_load(db, STR("a"), walk, &err), 0);
	assert_true(walk[0].space == UINT64_MAX && walk[0].moved && walk[0].saved == 4);
	assert_int_equal(walk[0].servers, 1);
	assert_int_equal(walk[0].server[0].gate.contradictions, 6);
	for (unsigned i = 1; i < AGENDA_WALKS; i++)
		assert_int_equal(walk[i].servers + walk[i].spared, 0);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MADE_TEST(strange_rows_are_left),
	};
	return cmocka_run_group_tests_name("store/serial_store", tests, NULL, NULL);
}
