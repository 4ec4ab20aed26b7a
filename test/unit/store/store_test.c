/* Opening the hub's database: one writer, a check after an unclean stop, no newer schema. */
#include "made.h"

#include "store/driver.h"
#include "store/store.h"

#include <sys/wait.h>

static const struct instant now = { 1000000 };

static void one_process_writes(void **state)
{
	struct store *first, *second = NULL, *reader;
	struct err err;

	(void)state;
	assert_int_equal(store_open_reader(&reader, STORE_IN(str_of(made_folder)), &err), -1);
	assert_int_equal(err.kind, ERR_LATER);
	assert_int_equal(store_open(&first, STORE_IN(str_of(made_folder)), now, &err), 0);
	assert_int_equal(store_open(&second, STORE_IN(str_of(made_folder)), now, &err), -1);
	assert_int_equal(err.kind, ERR_LATER);
	assert_non_null(strstr(err.text, "lock"));
	assert_int_equal(store_open_reader(&reader, STORE_IN(str_of(made_folder)), &err), 0);
	store_close(reader);
	store_close(first);
	assert_int_equal(store_open(&second, STORE_IN(str_of(made_folder)), now, &err), 0);
	assert_false(store_was_checked(second));
	store_close(second);
	store_close(NULL);
}

static void an_unclean_stop_is_checked(void **state)
{
	struct store *s;
	struct err err;
	pid_t child = fork();
	int status;

	(void)state;
	if (child == 0)
		_exit(store_open(&s, STORE_IN(str_of(made_folder)), now, &err) < 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(store_open(&s, STORE_IN(str_of(made_folder)), now, &err), 0);
	assert_true(store_was_checked(s));
	store_close(s);
	assert_int_equal(store_open(&s, STORE_IN(str_of(made_folder)), now, &err), 0);
	assert_false(store_was_checked(s));
	store_close(s);
}

static void a_newer_schema_is_refused(void **state)
{
	struct store *s;
	struct err err;
	struct db *db = made_db();

	(void)state;
	assert_int_equal(db->driver->exec(db,
					  "INSERT INTO migration (number, name, checksum, at)"
					  " VALUES (99, 'later', 0, 0)",
					  &err),
			 0);
	db_close(db);
	assert_int_equal(store_open(&s, STORE_IN(str_of(made_folder)), now, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	assert_non_null(strstr(err.text, "newer"));
	assert_non_null(strstr(err.text, STORE_FILE));
	assert_int_equal(store_open_reader(&s, STORE_IN(str_of(made_folder)), &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
}

static void a_place_that_is_none(void **state)
{
	struct store *s;
	struct err err;

	(void)state;
	assert_int_equal(store_open(&s, STORE_IN(str_of(made_path("nowhere"))), now, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	assert_non_null(strstr(err.text, "nowhere"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MADE_TEST(one_process_writes),
		MADE_TEST(an_unclean_stop_is_checked),
		MADE_TEST(a_newer_schema_is_refused),
		MADE_TEST(a_place_that_is_none),
	};
	return cmocka_run_group_tests_name("store/store", tests, NULL, NULL);
}
