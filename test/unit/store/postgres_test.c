/* Without a server: which places are understood, and what is said when nobody is there. With one
 * see test/store. */
#include "made.h"

#include "store/postgres.h"

static void a_place_is_understood_or_refused(void **state)
{
	static const struct {
		const char *words;
		const char *why; /* NULL: it is fine */
	} row[] = {
		{"host=/run/postgresql dbname=netizen",   NULL   },
		{ "",				     NULL   },
		{ "host=db.example user='a b' port=6432", NULL   },
		{ "host",				 "host" },
		{ "hots=/run/postgresql",                 "hots" },
		{ "host='/run/postgresql",                "quote"},
	};

	(void)state;
	for (size_t i = 0; i < LEN(row); i++) {
		const struct postgres_place place = { str_of(row[i].words), STR("") };
		struct err err = { 0 };
		int r = postgres_check_place(&place, &err);

		if (!row[i].why && r < 0)
			fail_msg("%s: %s", row[i].words, err.text);
		if (row[i].why &&
		    (r == 0 || err.kind != ERR_INPUT || !strstr(err.text, row[i].why)))
			fail_msg("%s: %d %s", row[i].words, r, err.text);
	}
}

static void nobody_is_there(void **state)
{
	struct postgres_place at = { .password = STR("word-of-mouth") };
	struct buf words AUTO(buf_done);
	struct err err;
	struct db *db;

	(void)state;
	buf_init(&words, 400);
	buf_fmt(&words, "host=%s user=netizen dbname=netizen", made_folder);
	at.conninfo = buf_str(&words);
	assert_int_equal(postgres_open_writer(&db, &at, &err), -1);
	assert_int_equal(err.kind, ERR_LATER);
	assert_non_null(strstr(err.text, "PostgreSQL is away"));
	assert_non_null(strstr(err.text, made_folder));
	assert_null(strstr(err.text, "word-of-mouth"));
	assert_null(strchr(err.text, '\n'));
	at.conninfo = STR("hots=x");
	assert_int_equal(postgres_open_reader(&db, &at, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_place_is_understood_or_refused),
		MADE_TEST(nobody_is_there),
	};
	return cmocka_run_group_tests_name("store/postgres", tests, NULL, NULL);
}
