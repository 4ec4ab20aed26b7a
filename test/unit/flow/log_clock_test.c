/* The times of lines: years, offsets, zones, and the minute that is kept. */
#include "flow/log_clock.h"
#include "unit.h"

#include <stdio.h>

static struct arena mem;

/* An hour east; two from 2026-03-29T01:00:00Z until 2026-10-25T01:00:00Z. */
static const char summer[] = "TZif\0"
			     "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
			     "\0\0\0\0"
			     "\0\0\0\0"
			     "\0\0\0\0"
			     "\0\0\0\2"
			     "\0\0\0\2"
			     "\0\0\0\4"
			     "\x69\xc8\x79\x90"
			     "\x6a\xdd\x54\x90"
			     "\1\0"
			     "\x00\x00\x0e\x10\0\0"
			     "\x00\x00\x1c\x20\1\0"
			     "ABC";

static const struct zone *berlin(void)
{
	struct zone *z;

	assert_int_equal(
		zone_read(&mem, STR("Here"), (struct str){ summer, sizeof(summer) }, &z, NULL), 0);
	return z;
}

static struct log_clock clock_of(const struct zone *zone, const char *written)
{
	struct log_clock c = { .zone = zone };
	struct instant at;

	assert_int_equal(instant_parse(str_of(written), &at, NULL), 0);
	log_clock_file(&c, at);
	return c;
}

static void is_at(struct log_clock *c, const char *stamp, const char *want)
{
	char line[80], text[WHEN_TEXT_MAX + 1];
	struct log_head head;
	struct instant at;

	assert_true(snprintf(line, sizeof(line), "%s h p: x", stamp) < (int)sizeof(line));
	assert_true(log_head_read(str_of(line), &head));
	if (!log_clock_read(c, &head, &at))
		fail_msg("%s tells no time", stamp);
	assert_str(str_of(instant_text(at, text)), want);
}

static const struct {
	const char *written, *stamp, *want;
} year[] = {
	{"2026-11-24T00:00:00Z",  "Nov  3 08:15:00",              "2026-11-03T08:15:00Z"       },
	{ "2026-11-24T00:00:00Z", "Nov 24 23:15:00",              "2026-11-24T23:15:00Z"       },
	{ "2026-11-24T00:00:00Z", "Nov 27 08:15:00",              "2025-11-27T08:15:00Z"       },
	{ "2026-01-02T00:00:00Z", "Dec 31 23:59:59",              "2025-12-31T23:59:59Z"       },
	{ "2025-12-31T23:00:00Z", "Jan  1 00:10:00",              "2026-01-01T00:10:00Z"       },
	{ "2026-02-03T00:00:00Z", "Feb 29 00:10:00",              "2024-02-29T00:10:00Z"       },
	{ "2028-03-01T00:00:00Z", "Feb 29 00:10:00",              "2028-02-29T00:10:00Z"       },
	{ "2026-02-03T00:00:00Z", "2020-02-29T00:10:00Z",         "2020-02-29T00:10:00Z"       },
	{ "2026-02-03T00:00:00Z", "2020-02-29T00:10:00.25+01:30", "2020-02-28T22:40:00.250000Z"},
	{ "2026-02-03T00:00:00Z", "2020-02-29 00:10:00 +0130",    "2020-02-28T22:40:00Z"       },
	{ "2026-02-03T00:00:00Z", "2020-02-29 00:10:00.5",        "2020-02-29T00:10:00.500000Z"},
};

static void years_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(year); i++) {
		struct log_clock c = clock_of(NULL, year[i].written);

		is_at(&c, year[i].stamp, year[i].want);
	}
}

static void a_log_goes_over_new_year_and_back_a_little(void **state)
{
	struct log_clock c = clock_of(NULL, "2027-01-01T06:00:00Z");

	(void)state;
	is_at(&c, "Dec 31 23:59:58", "2026-12-31T23:59:58Z");
	is_at(&c, "Jan  1 00:00:01", "2027-01-01T00:00:01Z");
	is_at(&c, "Dec 31 23:59:59", "2026-12-31T23:59:59Z");
	is_at(&c, "Dec 31 23:59:60", "2027-01-01T00:00:00Z");
	is_at(&c, "Jan  1 00:00:02", "2027-01-01T00:00:02Z");
}

static void times_within_a_minute_are_told_apart(void **state)
{
	struct log_clock c = clock_of(NULL, "2026-11-24T00:00:00Z");

	(void)state;
	is_at(&c, "2026-11-03T08:15:59.25+01:00", "2026-11-03T07:15:59.250000Z");
	is_at(&c, "2026-11-03T08:15:07.000001+01:00", "2026-11-03T07:15:07.000001Z");
	is_at(&c, "2026-11-03T08:15:08Z", "2026-11-03T08:15:08Z");
	is_at(&c, "2026-11-03T08:16:08Z", "2026-11-03T08:16:08Z");
	is_at(&c, "2026-11-03T08:16:09+02:00", "2026-11-03T06:16:09Z");
	is_at(&c, "Nov  3 08:16:09", "2026-11-03T08:16:09Z");
	is_at(&c, "Nov  3 08:16:10", "2026-11-03T08:16:10Z");
}

static void another_file_has_another_year(void **state)
{
	struct log_clock c = clock_of(NULL, "2026-11-24T00:00:00Z");

	(void)state;
	is_at(&c, "Nov  3 08:16:09", "2026-11-03T08:16:09Z");
	log_clock_file(&c, (struct instant){ INT64_C(1577836800000000) });
	is_at(&c, "Nov  3 08:16:09", "2019-11-03T08:16:09Z");
}

static void the_zone_counts_where_no_offset_is_told(void **state)
{
	struct log_clock c = clock_of(berlin(), "2026-12-24T00:00:00Z");

	(void)state;
	is_at(&c, "2026-07-03 08:15:00", "2026-07-03T06:15:00Z");
	is_at(&c, "2026-07-03 08:15:00 +0000", "2026-07-03T08:15:00Z");
	is_at(&c, "Nov  3 08:15:00", "2026-11-03T07:15:00Z");
	is_at(&c, "Mar 29 02:30:00", "2026-03-29T00:30:00Z"); /* never shown */
}

static void the_hour_that_comes_twice_goes_on(void **state)
{
	struct log_clock c = clock_of(berlin(), "2026-12-24T00:00:00Z");

	(void)state;
	is_at(&c, "Oct 25 01:59:59", "2026-10-24T23:59:59Z");
	is_at(&c, "Oct 25 02:15:00", "2026-10-25T00:15:00Z");
	is_at(&c, "Oct 25 02:14:59", "2026-10-25T00:14:59Z"); /* a little out of order */
	is_at(&c, "Oct 25 02:59:00", "2026-10-25T00:59:00Z");
	is_at(&c, "Oct 25 02:00:30", "2026-10-25T01:00:30Z");
	is_at(&c, "Oct 25 02:14:00", "2026-10-25T01:14:00Z");
	is_at(&c, "Oct 25 03:00:00", "2026-10-25T02:00:00Z");
}

static void what_is_no_time_is_that_of_the_line_before(void **state)
{
	static const char *const line[] = { "Feb 30 08:15:00 h p: x",
					    "Apr 31 08:15:00 h p: x",
					    "2026-13-03 08:15:00 x",
					    "2026-11-03T08:15:00junk h p: x",
					    "2026-11-03T08:15:00+0100000000 h p: x",
					    "x" };
	struct log_clock c = clock_of(NULL, "2026-11-24T00:00:00Z");
	struct log_head head;
	struct instant at;

	(void)state;
	is_at(&c, "Nov  3 08:16:09", "2026-11-03T08:16:09Z");
	for (size_t i = 0; i < LEN(line); i++) {
		struct str s = unit_exact(str_of(line[i]));

		(void)log_head_read(s, &head);
		if (log_clock_read(&c, &head, &at))
			fail_msg("%s", line[i]);
		assert_int_equal(at.us, c.last.us);
		free((void *)s.p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(years_are_found),
		cmocka_unit_test(a_log_goes_over_new_year_and_back_a_little),
		cmocka_unit_test(times_within_a_minute_are_told_apart),
		cmocka_unit_test(another_file_has_another_year),
		cmocka_unit_test(the_zone_counts_where_no_offset_is_told),
		cmocka_unit_test(the_hour_that_comes_twice_goes_on),
		cmocka_unit_test(what_is_no_time_is_that_of_the_line_before),
	};
	int failed = cmocka_run_group_tests_name("flow/log_clock", tests, NULL, NULL);

	arena_done(&mem);
	return failed;
}
