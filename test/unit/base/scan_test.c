/* The cursor: each reader at its limits, and the failure that stays. */
#include "unit.h"

#include "base/scan.h"

static const struct {
	const char *label, *text;
	unsigned digits;
	uint64_t max;
	bool ok;
	uint64_t want;
	size_t at;
} number[] = {
	{"one digit",              "7",                    3,  255,        true,  7,          1 },
	{ "stops at a letter",     "12x",                  3,  255,        true,  12,         2 },
	{ "the greatest",          "255",                  3,  255,        true,  255,        3 },
	{ "one past the greatest", "256",                  3,  255,        false, 0,          2 },
	{ "too many digits",       "0001",                 3,  255,        false, 0,          3 },
	{ "none",		  "",                     3,  255,        false, 0,          0 },
	{ "a sign",                "-1",                   3,  255,        false, 0,          0 },
	{ "only zero allowed",     "0",                    3,  0,          true,  0,          1 },
	{ "more than zero",        "1",                    3,  0,          false, 0,          0 },
	{ "all of 64 bits",        "18446744073709551615", 20, UINT64_MAX, true,  UINT64_MAX, 20},
	{ "past 64 bits",          "18446744073709551616", 20, UINT64_MAX, false, 0,          19},
};

static void numbers_stop_at_their_limits(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(number); i++) {
		struct scan s = scan_of(str_of(number[i].text));
		uint64_t got = scan_u64(&s, number[i].digits, number[i].max);

		if (got != number[i].want || s.bad == number[i].ok || s.at != number[i].at)
			fail_msg("%s: %llu at %zu", number[i].label, (unsigned long long)got, s.at);
	}
}

static void fixed_numbers_have_all_their_digits(void **state)
{
	struct scan s = scan_of(STR("20261"));

	(void)state;
	assert_int_equal(scan_fixed(&s, 4), 2026);
	assert_int_equal(scan_fixed(&s, 2), 0);
	assert_true(s.bad);
	s = scan_of(STR("12"));
	assert_int_equal(scan_fixed(&s, 2), 12);
	assert_true(scan_end(&s));
	s = scan_of(STR("1x"));
	assert_int_equal(scan_fixed(&s, 2), 0);
	assert_true(s.bad);
}

static void octets_are_looked_at_tried_and_wanted(void **state)
{
	struct scan s = scan_of((struct str){ "a\xff", 2 });

	(void)state;
	assert_int_equal(scan_peek(&s), 'a');
	assert_false(scan_try(&s, 'b'));
	assert_true(scan_try(&s, 'a'));
	assert_int_equal(scan_peek(&s), 0xff);
	scan_want(&s, '\xff');
	assert_true(scan_end(&s));
	assert_int_equal(scan_peek(&s), -1);
	assert_false(scan_try(&s, 'a'));
	assert_false(s.bad);
	scan_want(&s, 'a');
	assert_true(s.bad);
	assert_false(scan_end(&s));
}

static void words_and_blanks(void **state)
{
	struct scan s = scan_of(STR("  one\ttwo"));

	(void)state;
	assert_str(scan_word(&s), "");
	assert_int_equal(scan_blanks(&s), 2);
	assert_str(scan_word(&s), "one");
	assert_int_equal(scan_blanks(&s), 1);
	assert_str(scan_rest(&s), "two");
	assert_str(scan_word(&s), "two");
	assert_str(scan_word(&s), "");
	assert_int_equal(scan_blanks(&s), 0);
	assert_true(scan_end(&s));
}

static void until_a_separator(void **state)
{
	struct scan s = scan_of(STR("a,b"));

	(void)state;
	assert_str(scan_until(&s, ','), "a");
	assert_str(scan_until(&s, ','), "");
	scan_want(&s, ',');
	assert_str(scan_until(&s, ','), "b");
	assert_true(scan_end(&s));
}

static void a_failure_stays(void **state)
{
	struct scan s = scan_of(STR("12 ab"));

	(void)state;
	scan_want(&s, 'x');
	assert_true(s.bad);
	assert_int_equal(s.at, 0);
	assert_int_equal(scan_u64(&s, 2, 99), 0);
	assert_int_equal(scan_fixed(&s, 2), 0);
	assert_int_equal(scan_peek(&s), -1);
	assert_false(scan_try(&s, '1'));
	assert_int_equal(scan_blanks(&s), 0);
	assert_str(scan_word(&s), "");
	assert_str(scan_until(&s, ' '), "");
	assert_str(scan_rest(&s), "");
	assert_int_equal(s.at, 0);
	assert_false(scan_end(&s));
}

static void nothing_is_read_past_the_end(void **state)
{
	static const char *const text[] = { "", "1", "12", " ", "a" };

	(void)state;
	for (size_t i = 0; i < LEN(text); i++) {
		struct str exact = unit_exact(str_of(text[i]));
		struct scan s = scan_of(exact);

		scan_blanks(&s);
		(void)scan_u64(&s, 5, 99);
		s.bad = false;
		scan_word(&s);
		assert_true(scan_end(&s));
		free((char *)(uintptr_t)exact.p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_stop_at_their_limits),
		cmocka_unit_test(fixed_numbers_have_all_their_digits),
		cmocka_unit_test(octets_are_looked_at_tried_and_wanted),
		cmocka_unit_test(words_and_blanks),
		cmocka_unit_test(until_a_separator),
		cmocka_unit_test(a_failure_stays),
		cmocka_unit_test(nothing_is_read_past_the_end),
	};

	return cmocka_run_group_tests_name("base/scan", tests, NULL, NULL);
}
