/* What is about to be filled is empty, and what stands in the way is moved, log first. */
#include "made.h"

#include "store/load.h"
#include "store/refill.h"
#include "store/schema.h"

static struct store_place here(void)
{
	return (struct store_place){ .dir = str_of(made_folder) };
}

static void a_new_one_has_the_schema_asked_for(void **state)
{
	struct store_place place = here();
	struct db *db;
	uint64_t rows;
	struct err err;

	(void)state;
	assert_int_equal(refill_look(&place, &rows, &err), -1);
	assert_int_equal(err.kind, ERR_GONE);
	assert_int_equal(refill_open(&db, &place, 0, (struct instant){ 1 }, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	unlink(made_path("netizen.db"));
	assert_int_equal(refill_open(&db, &place, 1, (struct instant){ 1 }, &err), 0);
	assert_int_equal(db->driver->exec(db, "SELECT 1 FROM machine", &err), 0);
	assert_int_equal(db->driver->exec(db, "SELECT 1 FROM request", &err), -1);
	assert_int_equal(db->driver->exec(db, "INSERT INTO machine (name) VALUES ('a')", &err), 0);
	db_close(db);
	assert_int_equal(refill_look(&place, &rows, &err), 0);
	assert_int_equal(rows, 1);
	assert_int_equal(refill_open(&db, &place, 1, (struct instant){ 1 }, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
}

static void it_goes_aside_or_away(void **state)
{
	struct store_place place = here();
	struct buf to AUTO(buf_done);
	struct db *db = made_db();
	uint64_t rows;
	struct err err;

	(void)state;
	db_close(db);
	buf_init(&to, 4096);
	assert_int_equal(refill_away(place.dir, (struct instant){ 0 }, &to, &err), 0);
	assert_str(buf_str(&to), made_path("netizen.db.before-19700101T000000Z"));
	assert_int_equal(access(buf_c(&to), F_OK), 0);
	assert_int_equal(refill_look(&place, &rows, &err), -1);
	db_close(made_db());
	assert_int_equal(refill_away(place.dir, (struct instant){ 0 }, &to, &err), -1);
	assert_int_equal(err.kind, ERR_LATER);
	assert_int_equal(refill_away(place.dir, (struct instant){ 0 }, NULL, &err), 0);
	assert_int_equal(access(made_path("netizen.db"), F_OK), -1);
	assert_int_equal(refill_away(place.dir, (struct instant){ 0 }, NULL, &err), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MADE_TEST(a_new_one_has_the_schema_asked_for),
		MADE_TEST(it_goes_aside_or_away),
	};
	return cmocka_run_group_tests_name("store/refill", tests, NULL, NULL);
}
