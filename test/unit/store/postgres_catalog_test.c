/* What is asked of PostgreSQL has the columns that the catalog wants; the rest needs a server. */
#include "made.h"

#include "store/postgres_catalog.h"

static size_t columns_of(const char *text)
{
	struct str s = str_of(text);
	size_t n = 1, deep = 0;

	for (size_t i = 0; i < s.n && !str_starts(str_sub(s, i, s.n), STR(" FROM ")); i++) {
		deep += s.p[i] == '(';
		deep -= s.p[i] == ')';
		n += s.p[i] == ',' && deep == 0;
	}
	return n;
}

static void columns_are_as_the_catalog_wants(void **state)
{
	(void)state;
	assert_int_equal(columns_of(postgres_columns), 3);
	assert_int_equal(columns_of(postgres_links), 2);
}

/* Another engine does not know sequences: the failure comes out, and nothing is left behind. */
static void a_failure_is_told(void **state)
{
	struct db *db = made_db();
	struct err err;

	(void)state;
	assert_int_equal(postgres_filled(db, STR("machine"), STR("id"), &err), -1);
	assert_non_null(strstr(err.text, "pg_get_serial_sequence"));
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MADE_TEST(columns_are_as_the_catalog_wants),
		MADE_TEST(a_failure_is_told),
	};
	return cmocka_run_group_tests_name("store/postgres_catalog", tests, NULL, NULL);
}
