/* Gathered listings are the arena's, in the order of ids and once each; codes are cut to size. */
#include "made.h"

#include "store/listing_rows.h"

static void kept_rows_outlive_what_they_came_from(void **state)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct listing_rows rows = { .arena = &arena };
	char zone[] = "a.example", reason[] = "x\0y";

	(void)state;
	for (int64_t id = 40; id > 0; id--)
		for (int twice = 0; twice < 2; twice++)
			listing_rows_keep(
				&rows,
				&(struct listing){
					.id = id, .zone = str_of(zone), .reason = {reason, 3}
                        });
	memset(zone, 'z', sizeof(zone));
	memset(reason, 'z', sizeof(reason));
	assert_int_equal(rows.n, 80);
	listing_rows_tidy(&rows);
	assert_int_equal(rows.n, 40);
	for (size_t i = 0; i < rows.n; i++) {
		assert_int_equal(rows.row[i].id, 1 + i);
		assert_str(rows.row[i].zone, "a.example");
		assert_memory_equal(rows.row[i].reason.p, "x\0y", 3);
		assert_int_equal(rows.row[i].name.n, 0);
	}
}

static void insert(struct db *db, const char *codes)
{
	char text[1024];
	struct err err;

	snprintf(
		text, sizeof(text),
		"DELETE FROM listing; INSERT INTO listing VALUES (1, 'a', NULL, NULL, NULL, 'n', 1,"
		" 1, 1, 1, 1, 1, 1, x'%s', x'', x'', '', 1, 1, 1, 1, 1, 1, 1, 1);",
		codes);
	if (db->driver->exec(db, text, &err) < 0)
		fail_msg("%s", err.text);
}

static unsigned codes_got(struct db *db, uint32_t *last)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct listing_rows rows = { .arena = &arena };
	struct db_query q AUTO(db_done);
	struct err err;

	db_ask(&q, db, SQL_LISTING_NAMED);
	db_put_str(&q, STR("a"));
	db_put_str(&q, STR("n"));
	db_put_int(&q, 0);
	assert_int_equal(listing_rows_take(&rows, &q, &err), 0);
	assert_int_equal(rows.n, 1);
	*last = rows.row[0].codes ? rows.row[0].code[rows.row[0].codes - 1] : 0;
	return rows.row[0].codes;
}

static void codes_are_as_many_as_fit(void **state)
{
	char many[8 * (HEARD_CODES_MAX + 2) + 1] = "";
	struct db *db = made_db();
	uint32_t last;

	(void)state;
	insert(db, "");
	assert_int_equal(codes_got(db, &last), 0);
	insert(db, "7f0000020102030405");
	assert_int_equal(codes_got(db, &last), 2);
	assert_int_equal(last, 0x01020304);
	for (unsigned i = 0; i < HEARD_CODES_MAX + 2; i++)
		snprintf(many + 8 * i, 9, "000000%02x", i);
	insert(db, many);
	assert_int_equal(codes_got(db, &last), HEARD_CODES_MAX);
	assert_int_equal(last, HEARD_CODES_MAX - 1);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kept_rows_outlive_what_they_came_from),
		MADE_TEST(codes_are_as_many_as_fit),
	};
	return cmocka_run_group_tests_name("store/listing_rows", tests, NULL, NULL);
}
