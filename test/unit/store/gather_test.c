/* Rows keep their order and their place when room is made, and one that names nothing is told. */
#include "made.h"

#include "store/gather.h"

#define MANY 100

static void machines(struct db *db, int n)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct names names AUTO(names_done);
	struct db_tx tx = { 0 };
	char text[16];
	struct err err;

	names_init(&names, db, &arena);
	assert_int_equal(db_begin(&tx, db, &err), 0);
	assert_int_equal(db->driver->exec(db,
					  "INSERT INTO import (id, at, who, why, source, digest,"
					  " snapshot, kinds, changes)"
					  " VALUES (1, 1, '', '', '', X'', 0, 0, 0)",
					  &err),
			 0);
	for (int i = 0; i < n; i++) {
		struct db_query q AUTO(db_done);

		snprintf(text, sizeof(text), "m%03d", i);
		db_ask(&q, db, SQL_MACHINE_FACT_ADD);
		db_put_int(&q, names_make(&names, NAMES_MACHINE, str_of(text)));
		for (int k = 0; k < 3; k++)
			db_put_str(&q, STR(""));
		db_put_int(&q, 1);
		db_put_int(&q, WHEN_NEVER.us);
		db_put_int(&q, 1);
		assert_int_equal(db_run(&q, &err), 0);
	}
	assert_int_equal(db_commit(&tx, &err), 0);
}

static void rows_keep_their_order(void **state)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct gather g AUTO(gather_done);
	struct db_query q AUTO(db_done);
	struct db *db = made_db();
	struct inventory inv;
	char text[16];
	struct err err;

	(void)state;
	gather_init(&g, db, &arena);
	machines(db, MANY);
	db_ask(&q, db, SQL_MACHINE_PAGE);
	db_put_int(&q, 0);
	db_put_int(&q, WHEN_NEVER.us);
	db_put_int(&q, MANY + 1);
	assert_int_equal(gather_rows(&g, INV_MACHINE, &q, &err), 0);
	gather_room(&g, INV_MACHINE, 5); /* there is more already */
	gather_room(&g, INV_MACHINE, 1000);
	assert_int_equal(gather_one(&g, INV_MACHINE, 1, WHEN_NEVER, &err), 0);
	assert_int_equal(gather_one(&g, INV_MACHINE, 4711, WHEN_NEVER, &err), 0);
	assert_int_equal(gather_end(&g, &inv, &err), 0);
	assert_int_equal(inv.machines, MANY + 1);
	for (int i = 0; i < MANY; i++) {
		snprintf(text, sizeof(text), "m%03d", i);
		assert_str(inv.machine[i].name, text);
	}
	assert_str(inv.machine[MANY].name, "m000");
	assert_int_equal(inv.tenancies, 0);
	db_close(db);
}

static void a_dangling_name_is_told(void **state)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct gather g AUTO(gather_done);
	struct db *db = made_db();
	struct inventory inv;
	struct err err;

	(void)state;
	gather_init(&g, db, &arena);
	machines(db, 1);
	assert_int_equal(
		db->driver->exec(db,
				 "PRAGMA foreign_keys = off;"
				 "INSERT INTO prefix (id, bits, lo, hi) VALUES (1, 128,"
				 " zeroblob(16), zeroblob(16));"
				 "INSERT INTO prefix_fact (prefix, purpose, floating, machine,"
				 " note, known_from, known_until, import)"
				 " VALUES (1, 0, 0, 99, '', 1, 9223372036854775807, 1)",
				 &err),
		0);
	assert_int_equal(gather_around(&g, INV_PREFIX,
				       (struct range){ ip_of_raw((uint8_t[16]){ 0 }),
						       ip_of_raw((uint8_t[16]){ 0 }) },
				       WHEN_NEVER, &err),
			 0);
	assert_int_equal(gather_end(&g, &inv, &err), -1);
	assert_int_equal(err.kind, ERR_SYS);
	assert_non_null(strstr(err.text, "99"));
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MADE_TEST(rows_keep_their_order),
		MADE_TEST(a_dangling_name_is_told),
	};
	return cmocka_run_group_tests_name("store/gather", tests, NULL, NULL);
}
