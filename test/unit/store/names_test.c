/* Names and ids: made once, found both ways, remembered, and failing for good. */
#include "made.h"

#include "store/driver.h"
#include "store/names.h"

#define MANY 3000

static void many_are_told_apart(void **state)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct names first AUTO(names_done), again AUTO(names_done);
	struct db *db = made_db();
	struct db_tx tx = { 0 };
	static int64_t id[MANY];
	char text[16];
	struct err err;

	(void)state;
	names_init(&first, db, &arena);
	names_init(&again, db, &arena);
	assert_int_equal(db_begin(&tx, db, &err), 0);
	for (int i = 0; i < MANY; i++) {
		snprintf(text, sizeof(text), "c%d", i);
		assert_int_equal(names_id(&first, NAMES_CUSTOMER, str_of(text)), 0);
		id[i] = names_make(&first, NAMES_CUSTOMER, str_of(text));
		assert_true(id[i] > 0);
		assert_int_equal(names_make(&first, NAMES_CUSTOMER, str_of(text)), id[i]);
	}
	assert_int_equal(names_id(&first, NAMES_MACHINE, STR("c1")), 0);
	for (int i = MANY - 1; i >= 0; i--) {
		snprintf(text, sizeof(text), "c%d", i);
		assert_str(names_text(&again, NAMES_CUSTOMER, id[i]), text);
		assert_int_equal(names_id(&again, NAMES_CUSTOMER, str_of(text)), id[i]);
		assert_str(names_text(&first, NAMES_CUSTOMER, id[i]), text);
	}
	assert_int_equal(names_end(&first, &err), 0);
	assert_int_equal(db_commit(&tx, &err), 0);
	db_close(db);
}

static void nothing_has_no_name(void **state)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct names names AUTO(names_done);
	struct db *db = made_db();
	struct err err;

	(void)state;
	names_init(&names, db, &arena);
	assert_str(names_text(&names, NAMES_MACHINE, 0), "");
	assert_int_equal(names_id(&names, NAMES_MACHINE, STR("")), 0);
	assert_int_equal(names_make(&names, NAMES_MACHINE, STR("")), 0);
	assert_int_equal(names_end(&names, &err), 0);
	assert_str(names_text(&names, NAMES_MACHINE, 4711), "");
	assert_int_equal(names_make(&names, NAMES_MACHINE, STR("m")), 0);
	assert_int_equal(names_end(&names, &err), -1);
	assert_non_null(strstr(err.text, "4711"));
	db_close(db);
}

/* Asked for all at once, also beside names that were known one by one. */
static void many_are_made_at_once(void **state)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct names names AUTO(names_done);
	struct db *db = made_db();
	struct db_tx tx = { 0 };
	int64_t few[3];
	char text[16];
	struct err err;

	(void)state;
	names_init(&names, db, &arena);
	assert_int_equal(db_begin(&tx, db, &err), 0);
	names_make(&names, NAMES_CUSTOMER, STR("before"));
	for (int i = 0; i < 3; i++) {
		snprintf(text, sizeof(text), "c%d", 5000 * i);
		few[i] = names_make(&names, NAMES_CUSTOMER, str_of(text));
	}
	names_read(&names, NAMES_CUSTOMER);
	for (int i = 0; i < 12000; i++) {
		snprintf(text, sizeof(text), "c%d", i);
		names_want(&names, NAMES_CUSTOMER, str_of(text));
	}
	names_want(&names, NAMES_CUSTOMER, STR("twice"));
	names_want(&names, NAMES_CUSTOMER, STR("twice"));
	names_want(&names, NAMES_CUSTOMER, STR(""));
	names_read(&names, NAMES_CUSTOMER);
	assert_int_equal(names.table[NAMES_CUSTOMER].n, 12002);
	assert_int_equal(names.table[NAMES_MACHINE].n, 0);
	for (int i = 0; i < 3; i++) {
		snprintf(text, sizeof(text), "c%d", 5000 * i);
		assert_int_equal(names_id(&names, NAMES_CUSTOMER, str_of(text)), few[i]);
	}
	/* none of these is asked for any more */
	db->failed = true;
	assert_true(names_id(&names, NAMES_CUSTOMER, STR("twice")) > few[2]);
	assert_str(
		names_text(&names, NAMES_CUSTOMER, names_id(&names, NAMES_CUSTOMER, STR("c11999"))),
		"c11999");
	assert_int_equal(names_end(&names, &err), 0);
	names_read(&names, NAMES_CUSTOMER);
	assert_int_equal(names_end(&names, &err), -1);
	db_rollback(&tx);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MADE_TEST(many_are_told_apart),
		MADE_TEST(nothing_has_no_name),
		MADE_TEST(many_are_made_at_once),
	};
	return cmocka_run_group_tests_name("store/names", tests, NULL, NULL);
}
