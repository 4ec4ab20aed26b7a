/* Addresses go to the database and come back, both families; what is NULL is no address. */
#include "made.h"

#include "store/range_value.h"

static void put_two(struct db *db, struct range r)
{
	struct range_value ends = range_value(r);
	struct db_query q AUTO(db_done);
	struct err err;

	db_ask(&q, db, SQL_PREFIX_ADD);
	db_put_int(&q, 1);
	db_put_ends(&q, &ends);
	assert_int_equal(db_run(&q, &err), 0);
	assert_int_equal(db->driver->exec(db,
					  "INSERT INTO walk (zone, walk, place, begun, due, walks)"
					  " SELECT 'a', 0, lo, 1, 1, 1 FROM prefix UNION ALL"
					  " SELECT 'a', 1, hi, 1, 1, 1 FROM prefix;"
					  "DELETE FROM prefix;",
					  &err),
			 0);
}

static struct range get_two(struct db *db)
{
	struct db_query q AUTO(db_done);
	struct ip got[2] = { 0 };
	struct err err;

	db_ask(&q, db, SQL_WALK_LIST);
	db_put_str(&q, STR("a"));
	while (db_row(&q)) {
		int64_t walk = db_get_int(&q);

		got[walk] = db_get_ip(&q);
	}
	assert_int_equal(db_end(&q, &err), 0);
	assert_int_equal(db->driver->exec(db, "DELETE FROM walk;", &err), 0);
	return (struct range){ got[0], got[1] };
}

static void ends_come_back(void **state)
{
	const struct range range[] = {
		range_of_ip(ip4(255, 0, 2, 1)),
		range_of_prefix(ip4(10, 0, 0, 0), 8),
		{{ 16, { 0x20, 1, 0xd, 0xb8 } }, { 16, { 0x20, 1, 0xd, 0xb8, [15] = 255 } }},
	};
	struct db *db = made_db();

	(void)state;
	for (size_t i = 0; i < LEN(range); i++) {
		struct range got;

		put_two(db, range[i]);
		got = get_two(db);
		assert_true(ip_eq(got.lo, range[i].lo) && ip_eq(got.hi, range[i].hi));
	}
	db_close(db);
}

static void what_is_null_is_no_address(void **state)
{
	struct db *db = made_db();
	struct range got;
	struct err err;

	(void)state;
	assert_int_equal(db->driver->exec(db,
					  "INSERT INTO walk (zone, walk, place, begun, due, walks)"
					  " VALUES ('a', 0, NULL, 1, 1, 1),"
					  " ('a', 1, x'00', 1, 1, 1);",
					  &err),
			 0);
	got = get_two(db);
	assert_int_equal(got.lo.len, 0);
	assert_int_equal(got.hi.len, 0);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MADE_TEST(ends_come_back),
		MADE_TEST(what_is_null_is_no_address),
	};
	return cmocka_run_group_tests_name("store/range_value", tests, NULL, NULL);
}
