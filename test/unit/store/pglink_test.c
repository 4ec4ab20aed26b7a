/* A connection that cannot be made, and what is said inside a transaction whose connection is
 * gone. */
#include "made.h"

#include "store/pglink.h"

static void nobody_is_there(void **state)
{
	struct postgres_place at = { .password = STR("word-of-mouth") };
	struct buf words AUTO(buf_done);
	struct pglink l;
	struct err err;

	(void)state;
	buf_init(&words, 400);
	buf_fmt(&words, "host=%s user=netizen dbname=netizen", made_folder);
	at.conninfo = buf_str(&words);
	pglink_init(&l, &at, false);
	assert_true(pglink_is_lost(&l));
	assert_str(str_of(pglink_known(&l, "host")), "");
	assert_int_equal(pglink_ready(&l, &err), -1);
	assert_int_equal(err.kind, ERR_LATER);
	assert_non_null(strstr(err.text, "PostgreSQL is away"));
	assert_null(strstr(err.text, "word-of-mouth"));
	l.in_tx = true;
	assert_int_equal(pglink_ready(&l, &err), -1);
	assert_int_equal(err.kind, ERR_LATER);
	assert_non_null(strstr(err.text, "nothing of the transaction"));
	pglink_release(&l);
}

/* Nobody listens, and nobody says so either: who asks meanwhile is not made to wait as long. */
static void what_took_long_is_not_repeated_at_once(void **state)
{
	const struct postgres_place at = { STR("host=/nonexistent user=x dbname=y"), STR("") };
	struct pglink l;
	struct err err;

	(void)state;
	pglink_init(&l, &at, true);
	l.again.us = INT64_MAX;
	assert_int_equal(pglink_ready(&l, &err), -1);
	assert_int_equal(err.kind, ERR_LATER);
	assert_non_null(strstr(err.text, "just now"));
	l.again.us = 0;
	assert_int_equal(pglink_ready(&l, &err), -1);
	assert_non_null(strstr(err.text, "/nonexistent"));
	pglink_release(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MADE_TEST(nobody_is_there),
		MADE_TEST(what_took_long_is_not_repeated_at_once),
	};
	return cmocka_run_group_tests_name("store/pglink", tests, NULL, NULL);
}
