/* PHP's mail.log: paths, lines, code that was run out of a text, words of the message. */
#include "proto/log_php.h"
#include "unit.h"

static void is(const char *text, const char *script, const char *line, bool evaluated)
{
	struct str exact = unit_exact(str_of(text));
	struct php_line got;

	assert_int_equal(php_line_read(exact, &got), *script != '\0');
	if (*script) {
		assert_str(got.script, script);
		assert_str(got.line, line);
		assert_int_equal(got.evaluated, evaluated);
	}
	free((void *)exact.p);
}

static void lines_are_read(void **state)
{
	(void)state;
	is("mail() on [/home/a/x.php:12]: To: b@c -- Headers: From: a@b", "/home/a/x.php", "12",
	   false);
	is("[24-Nov-2026 20:00:00 UTC] mail() on [/home/a/x y.php:1]: To: b", "/home/a/x y.php",
	   "1", false);
	is("[24-Nov-2026 20:00:00 Europe/Berlin] mail() on [/a/x.php(3) : eval()'d code:7]: To: b",
	   "/a/x.php", "7", true);
	is("mail() on [/a/x.php:1]: To: b]: To: mail() on [/victim.php:9]: To: c", "/a/x.php", "1",
	   false);
	is("mail() on [/a/x.php:x]: To: b", "", "", false);
	is("mail() on [:1]: To: b", "", "", false);
	is("PHP Warning: mail() on [/a/x.php:1]: To: b", "", "", false);
	is("mail() on [", "", "", false);
	is("", "", "", false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_read),
	};
	return cmocka_run_group_tests_name("proto/log_php", tests, NULL, NULL);
}
