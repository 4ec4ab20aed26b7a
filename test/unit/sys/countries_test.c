/* Countries: what is no file of them is refused; what a real one tells is e2e's to see. */
#include "sys/countries.h"
#include "unit.h"

static void what_is_no_file_of_them_is_refused(void **state)
{
	struct countries *c;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(countries_open(&c, STR("/dev/null"), &err), -1);
	assert_null(c);
	if (err.kind == ERR_INPUT) /* else the library is not installed */
		assert_non_null(strstr(err.text, "/dev/null: "));
	countries_close(c);
}

static void a_path_has_an_end(void **state)
{
	char path[5000];
	struct countries *c;
	struct err err = { 0 };

	(void)state;
	memset(path, 'x', sizeof(path));
	assert_int_equal(countries_open(&c, (struct str){ path, sizeof(path) }, &err), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_file_of_them_is_refused),
		cmocka_unit_test(a_path_has_an_end),
	};
	return cmocka_run_group_tests_name("sys/countries", tests, NULL, NULL);
}
