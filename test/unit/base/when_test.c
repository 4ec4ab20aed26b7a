/* Times: what text is one, the calendar, the ends of time, lengths of time. */
#include "unit.h"

#include "base/when.h"

#include <time.h>

static const struct {
	const char *text, *shown; /* NULL: refused */
} text[] = {
	{"2026-11-23T08:15:00Z",            "2026-11-23T08:15:00Z"       },
	{ "2026-11-23t08:15:00z",           "2026-11-23T08:15:00Z"       },
	{ "2026-11-23 08:15:00+01:00",      "2026-11-23T07:15:00Z"       },
	{ "2026-11-23T08:15+0100",          "2026-11-23T07:15:00Z"       },
	{ "2026-11-23T08:15:00.25-00:30",   "2026-11-23T08:45:00.250000Z"},
	{ "2026-11-23T08:15:00.123456789Z", "2026-11-23T08:15:00.123456Z"},
	{ "1970-01-01T00:00:00Z",           "1970-01-01T00:00:00Z"       },
	{ "1969-12-31T23:59:59.999999Z",    "1969-12-31T23:59:59.999999Z"},
	{ "1900-02-28T24:00:00Z",           NULL                         },
	{ "1900-02-29T00:00:00Z",           NULL                         },
	{ "2000-02-29T00:00:00Z",           "2000-02-29T00:00:00Z"       },
	{ "2024-02-29T00:00:00Z",           "2024-02-29T00:00:00Z"       },
	{ "2023-02-29T00:00:00Z",           NULL                         },
	{ "2016-12-31T23:59:60Z",           "2017-01-01T00:00:00Z"       },
	{ "2016-12-31T23:59:61Z",           NULL                         },
	{ "2026-13-01T00:00:00Z",           NULL                         },
	{ "2026-00-01T00:00:00Z",           NULL                         },
	{ "2026-04-31T00:00:00Z",           NULL                         },
	{ "2026-04-00T00:00:00Z",           NULL                         },
	{ "2026-04-01T00:60:00Z",           NULL                         },
	{ "2026-04-01T00:00:00+24:00",      NULL                         },
	{ "2026-04-01T00:00:00+23:60",      NULL                         },
	{ "2026-04-01T00:00:00.Z",          NULL                         },
	{ "2026-04-01T00:00:00+1:00",       NULL                         },
	{ "2026-04-01T00:00:00 +01:00",     NULL                         },
	{ "2026-04-01T0:00:00Z",            NULL                         },
	{ "2026-4-1",		       NULL                         },
	{ "26-04-01T00:00:00Z",             NULL                         },
	{ "2026-04-01",                     NULL                         },
	{ "2026-04-01T00:00:00",            NULL                         },
	{ "2026-04-01T",                    NULL                         },
	{ "yesterday",                      NULL                         },
	{ "",			       NULL			 },
	{ "0000-12-31T00:00:00Z",           NULL                         },
	{ "0001-01-01T00:00:00Z",           "0001-01-01T00:00:00Z"       },
	{ "0001-01-01T00:00:00+00:01",      NULL                         },
	{ "9999-12-31T23:59:59Z",           "9999-12-31T23:59:59Z"       },
	{ "9999-12-31T23:59:59-00:01",      NULL                         },
};

static void text_is_read_strictly(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(text); i++) {
		struct str exact = unit_exact(str_of(text[i].text));
		char shown[WHEN_TEXT_MAX + 1];
		struct err err = { 0 };
		struct instant t;
		int code = instant_parse(exact, &t, &err);

		free((char *)(uintptr_t)exact.p);
		if ((code == 0) != (text[i].shown != NULL))
			fail_msg("\"%s\": %d %s", text[i].text, code, err.text);
		if (code < 0)
			assert_int_equal(err.kind, ERR_INPUT);
		else
			assert_string_equal(instant_text(t, shown), text[i].shown);
	}
}

static void a_missing_zone_is_its_own_sentence(void **state)
{
	struct civil c;
	struct instant t;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(instant_parse(STR("2026-04-01T10:00"), &t, &err), -1);
	assert_non_null(strstr(err.text, "no time zone"));
	assert_int_equal(civil_parse(STR("2026-04-01"), &c, &err), 0);
	assert_false(c.has_offset);
	assert_int_equal(c.hour, 0);
	assert_int_equal(civil_parse(STR("2026-04-01 10:30-02:30"), &c, &err), 0);
	assert_true(c.has_offset);
	assert_int_equal(c.offset_s, -9000);
}

/* Every day of 800 years against the C library, which has a calendar of its own. */
static void the_calendar_agrees_with_the_c_library(void **state)
{
	char shown[WHEN_TEXT_MAX + 1];
	char want[40];

	(void)state;
	for (int64_t day = -200000; day < 100000; day += 1) {
		time_t s = (time_t)(day * 86400 + (day * 7919) % 86400);
		struct instant t = { s * INT64_C(1000000) };
		struct instant back;
		struct tm tm;

		assert_non_null(gmtime_r(&s, &tm));
		strftime(want, sizeof(want), "%Y-%m-%dT%H:%M:%SZ", &tm);
		assert_string_equal(instant_text(t, shown), want);
		assert_int_equal(instant_parse(str_of(shown), &back, NULL), 0);
		assert_true(instant_cmp(t, back) == 0);
	}
}

static void the_ends_of_time(void **state)
{
	char shown[WHEN_TEXT_MAX + 1];
	struct instant now = { 1000 };

	(void)state;
	assert_string_equal(instant_text(WHEN_EVER, shown), "always");
	assert_string_equal(instant_text(WHEN_NEVER, shown), "never");
	assert_true(strlen(instant_text((struct instant){ INT64_MAX - 1 }, shown)) <=
		    WHEN_TEXT_MAX);
	assert_true(strlen(instant_text((struct instant){ INT64_MIN + 1 }, shown)) <=
		    WHEN_TEXT_MAX);
	assert_true(instant_add(WHEN_NEVER, SPAN_S(-5)).us == INT64_MAX);
	assert_true(instant_add(WHEN_EVER, SPAN_S(5)).us == INT64_MIN);
	assert_true(instant_add(now, (struct span){ INT64_MAX }).us == INT64_MAX);
	assert_true(instant_add((struct instant){ -1000 }, (struct span){ INT64_MIN }).us ==
		    INT64_MIN);
	assert_true(instant_add(now, SPAN_MS(2)).us == 3000);
	assert_true(instant_since(WHEN_NEVER, WHEN_EVER).us == INT64_MAX);
	assert_true(instant_since(WHEN_EVER, WHEN_NEVER).us == INT64_MIN);
	assert_true(instant_since(now, (struct instant){ 1500 }).us == -500);
	assert_true(instant_cmp(WHEN_EVER, now) < 0 && instant_cmp(now, WHEN_NEVER) < 0);
}

static const struct {
	const char *text;
	int64_t us; /* -1: refused */
	const char *shown;
} span[] = {
	{"30s",		 INT64_C(30000000),            "30s"      },
	{ "250ms",              250000,                       "250ms"    },
	{ "7us",                7,			    "7us"      },
	{ "90s",                INT64_C(90000000),            "1m 30s"   },
	{ "1h30m",              INT64_C(5400000000),          "1h 30m"   },
	{ "1h5s",               INT64_C(3605000000),          "1h"       },
	{ "2d",		 INT64_C(172800000000),        "2d"       },
	{ "4w",		 INT64_C(2419200000000),       "4w"       },
	{ "8d",		 INT64_C(691200000000),        "1w 1d"    },
	{ "0s",		 0,			    "0s"       },
	{ "15250284w",          INT64_C(9223371763200000000), "15250284w"},
	{ "15250285w",          -1,			   NULL       },
	{ "15250284w15250284w", -1,                           NULL       },
	{ "1000000000000000us", -1,                           NULL       },
	{ "5",		  -1,			   NULL       },
	{ "s",		  -1,			   NULL       },
	{ "5x",		 -1,			   NULL       },
	{ "5 s",                -1,			   NULL       },
	{ "-5s",                -1,			   NULL       },
	{ "1.5h",               -1,			   NULL       },
	{ "1h ",                -1,			   NULL       },
	{ "",		   -1,			   NULL       },
};

static void lengths_are_read_and_shown(void **state)
{
	char shown[WHEN_TEXT_MAX + 1];

	(void)state;
	for (size_t i = 0; i < LEN(span); i++) {
		struct span d;
		struct err err = { 0 };
		int code = span_parse(str_of(span[i].text), &d, &err);

		if ((code == 0) != (span[i].us >= 0) || (code == 0 && d.us != span[i].us))
			fail_msg("\"%s\": %d, %lld", span[i].text, code, (long long)d.us);
		if (code == 0)
			assert_string_equal(span_text(d, shown), span[i].shown);
		else
			assert_int_equal(err.kind, ERR_INPUT);
	}
	assert_string_equal(span_text(SPAN_S(-90), shown), "-1m 30s");
	assert_true(strlen(span_text((struct span){ INT64_MIN }, shown)) <= WHEN_TEXT_MAX);
	assert_true(strlen(span_text((struct span){ INT64_MAX }, shown)) <= WHEN_TEXT_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_read_strictly),
		cmocka_unit_test(a_missing_zone_is_its_own_sentence),
		cmocka_unit_test(the_calendar_agrees_with_the_c_library),
		cmocka_unit_test(the_ends_of_time),
		cmocka_unit_test(lengths_are_read_and_shown),
	};

	return cmocka_run_group_tests_name("base/when", tests, NULL, NULL);
}
