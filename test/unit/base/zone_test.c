/* Time zones: what a file says, what clocks showed twice or never, and agreement with libc. */
#include "base/rng.h"
#include "base/zone.h"
#include "unit.h"

#include <stdio.h>
#include <time.h>

static struct arena mem;

/* Half an hour east until 1000000, then an hour, by version 1. */
static const char small[] = "TZif\0"
			    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
			    "\0\0\0\0"
			    "\0\0\0\0"
			    "\0\0\0\0"
			    "\0\0\0\1"
			    "\0\0\0\2"
			    "\0\0\0\4"
			    "\x00\x0f\x42\x40"
			    "\1"
			    "\x00\x00\x07\x08\0\0"
			    "\x00\x00\x0e\x10\0\0"
			    "ABC";

static struct str small_zone(void)
{
	return (struct str){ small, sizeof(small) };
}

static void a_small_file_is_read(void **state)
{
	struct zone *z;
	struct err err;

	(void)state;
	assert_int_equal(zone_read(&mem, STR("Here"), small_zone(), &z, &err), 0);
	assert_str(zone_name(z), "Here");
	assert_int_equal(zone_offset(z, (struct instant){ INT64_C(999999999999) }), 1800);
	assert_int_equal(zone_offset(z, (struct instant){ INT64_C(1000000000000) }), 3600);
}

static void a_cut_file_is_refused(void **state)
{
	struct str all = small_zone();
	struct zone *z;
	struct err err;

	(void)state;
	for (size_t n = 0; n < all.n; n++) {
		struct str cut = unit_exact(str_sub(all, 0, n));

		if (zone_read(&mem, STR("Cut"), cut, &z, &err) == 0)
			fail_msg("read after %zu octets", n);
		free((void *)cut.p);
	}
}

static const struct {
	const char *name;
	bool ok;
} name[] = {
	{"Europe/Berlin",              true },
	{ "Etc/GMT+3",                 true },
	{ "America/Argentina/Ushuaia", true },
	{ "",			  false},
	{ "/etc/passwd",               false},
	{ "../x",		      false},
	{ "Europe/",                   false},
	{ "Europe//Berlin",            false},
	{ "Europe/Berlin.tab",         false},
};

static void names_are_safe(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(name); i++)
		if (zone_name_ok(str_of(name[i].name)) != name[i].ok)
			fail_msg("%s", name[i].name);
}

static struct zone *system_zone(const char *named)
{
	char path[200];
	char *octets = malloc(ZONE_FILE_MAX);
	struct zone *z = NULL;
	struct err err;
	size_t n;
	FILE *f;

	(void)snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s", named);
	f = fopen(path, "rb");
	if (!f) {
		free(octets);
		return NULL;
	}
	n = fread(octets, 1, ZONE_FILE_MAX, f);
	fclose(f);
	if (zone_read(&mem, str_of(named), (struct str){ octets, n }, &z, &err) < 0)
		fail_msg("%s", err.text);
	free(octets);
	return z;
}

static const struct {
	const char *text;
	const char *want; /* NULL: refused */
} berlin[] = {
	{"2026-11-23T08:15:00",        "2026-11-23T07:15:00Z"},
	{ "2026-07-01 12:00",          "2026-07-01T10:00:00Z"},
	{ "2026-11-23",                "2026-11-22T23:00:00Z"},
	{ "2026-11-23T08:15:00+05:00", "2026-11-23T03:15:00Z"},
	{ "2026-11-23T08:15:00Z",      "2026-11-23T08:15:00Z"},
	{ "2026-03-29T01:59:59",       "2026-03-29T00:59:59Z"},
	{ "2026-03-29T02:00:00",       NULL                  },
	{ "2026-03-29T02:59:59",       NULL                  },
	{ "2026-03-29T03:00:00",       "2026-03-29T01:00:00Z"},
	{ "2026-10-25T01:59:59",       "2026-10-24T23:59:59Z"},
	{ "2026-10-25T02:00:00",       NULL                  },
	{ "2026-10-25T02:59:59",       NULL                  },
	{ "2026-10-25T03:00:00",       "2026-10-25T02:00:00Z"},
	{ "2051-07-01T00:00:00",       "2051-06-30T22:00:00Z"},
	{ "yesterday",                 NULL                  },
};

static void times_are_read_in_a_zone(void **state)
{
	struct zone *z = system_zone("Europe/Berlin");
	char got[WHEN_TEXT_MAX + 1];

	(void)state;
	if (!z)
		skip();
	for (size_t i = 0; i < LEN(berlin); i++) {
		struct instant t;
		struct err err;

		if (zone_parse(z, str_of(berlin[i].text), &t, &err) < 0) {
			if (berlin[i].want)
				fail_msg("%s: %s", berlin[i].text, err.text);
		} else if (!berlin[i].want || strcmp(instant_text(t, got), berlin[i].want) != 0) {
			fail_msg("%s gave %s", berlin[i].text, instant_text(t, got));
		}
	}
}

static void no_zone_means_no_guess(void **state)
{
	struct instant t;
	struct err err;

	(void)state;
	assert_int_equal(zone_parse(NULL, STR("2026-11-23T08:15:00"), &t, &err), -1);
	assert_int_equal(zone_parse(NULL, STR("2026-11-23T08:15:00Z"), &t, &err), 0);
}

static const char *const many[] = { "Europe/Berlin",   "America/New_York",  "Australia/Lord_Howe",
				    "Asia/Tehran",     "Africa/Casablanca", "Pacific/Apia",
				    "America/Nuuk",    "Europe/Dublin",     "Asia/Kathmandu",
				    "America/Caracas", "Antarctica/Troll",  "UTC" };

/* 20,000 random times from 1901 to 2097 per zone, each written as the clocks showed it and
 * read again. */
static void libc_agrees(void **state)
{
	struct rng rng = rng_of(7);

	(void)state;
	for (size_t i = 0; i < LEN(many); i++) {
		struct zone *z = system_zone(many[i]);

		if (!z)
			skip();
		setenv("TZ", many[i], 1);
		tzset();
		for (int k = 0; k < 20000; k++) {
			time_t t = (time_t)(rng_below(&rng, 6200000000u) - 2150000000u);
			struct instant both[2];
			struct civil c = { 0 };
			struct tm tm;
			unsigned n;

			localtime_r(&t, &tm);
			if (zone_offset(z, (struct instant){ t * INT64_C(1000000) }) !=
			    tm.tm_gmtoff)
				fail_msg("%s at %lld", many[i], (long long)t);
			c.year = tm.tm_year + 1900;
			c.month = (unsigned)tm.tm_mon + 1;
			c.day = (unsigned)tm.tm_mday;
			c.hour = (unsigned)tm.tm_hour;
			c.minute = (unsigned)tm.tm_min;
			c.second = (unsigned)tm.tm_sec;
			n = zone_instants(z, &c, both);
			if (n == 0 || (both[0].us != t * INT64_C(1000000) &&
				       (n < 2 || both[1].us != t * INT64_C(1000000))))
				fail_msg("%s: %lld is not found again", many[i], (long long)t);
		}
	}
}

static int clean(void **state)
{
	(void)state;
	arena_done(&mem);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_small_file_is_read),
		cmocka_unit_test(a_cut_file_is_refused),
		cmocka_unit_test(names_are_safe),
		cmocka_unit_test(times_are_read_in_a_zone),
		cmocka_unit_test(no_zone_means_no_guess),
		cmocka_unit_test(libc_agrees),
	};

	return cmocka_run_group_tests_name("base/zone", tests, NULL, clean);
}
