/* Rules of zones: what is one, and which offset it gives. */
#include "base/zone_rule.h"
#include "unit.h"

static const struct {
	const char *text;
	bool ok;
} form[] = {
	{"CET-1CEST,M3.5.0,M10.5.0/3",       true },
	{ "UTC0",			    true },
	{ "<+0330>-3:30",                    true },
	{ "IST-1GMT0,M10.5.0,M3.5.0/1",      true },
	{ "XXX3EDT4,0/0,J365/23",            true },
	{ "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", true },
	{ "",				false},
	{ "CET",			     false},
	{ "CE-1",			    false},
	{ "CET-25",			  false},
	{ "CET-1CEST",		       false},
	{ "CET-1CEST,M3.5.0",                false},
	{ "CET-1CEST,M13.5.0,M10.5.0",       false},
	{ "CET-1CEST,M3.6.0,M10.5.0",        false},
	{ "CET-1CEST,M3.5.7,M10.5.0",        false},
	{ "CET-1CEST,J0,J365",               false},
	{ "CET-1CEST,M3.5.0,M10.5.0/3 ",     false},
	{ "<+03-3",			  false},
};

static void forms_are_told_apart(void **state)
{
	struct zone_rule r;

	(void)state;
	for (size_t i = 0; i < LEN(form); i++)
		if (zone_rule_parse(str_of(form[i].text), &r) != form[i].ok)
			fail_msg("%s", form[i].text);
}

static const struct {
	const char *rule;
	int64_t t;
	int want;
} at[] = {
	{"CET-1CEST,M3.5.0,M10.5.0/3",    1774745999, 3600  }, /* 2026-03-29T00:59:59Z */
	{ "CET-1CEST,M3.5.0,M10.5.0/3",   1774746000, 7200  },
	{ "CET-1CEST,M3.5.0,M10.5.0/3",   1792889999, 7200  }, /* 2026-10-25T00:59:59Z */
	{ "CET-1CEST,M3.5.0,M10.5.0/3",   1792890000, 3600  },
	{ "CET-1CEST,M3.5.0,M10.5.0/3",   1798761600, 3600  }, /* 2027-01-01 */
	{ "AEST-10AEDT,M10.1.0,M4.1.0/3", 1767225600, 39600 }, /* 2026-01-01: summer there */
	{ "AEST-10AEDT,M10.1.0,M4.1.0/3", 1782864000, 36000 }, /* 2026-07-01 */
	{ "XXX3EDT4,0/0,J365/23",         1767225600, -14400}, /* summer all year */
	{ "XXX3EDT4,0/0,J365/23",         1782864000, -14400},
	{ "<+0330>-3:30",                 0,          12600 },
};

static void offsets_follow_the_rule(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(at); i++) {
		struct zone_rule r;

		assert_true(zone_rule_parse(str_of(at[i].rule), &r));
		if (zone_rule_offset(&r, at[i].t) != at[i].want)
			fail_msg("%s at %lld: %d", at[i].rule, (long long)at[i].t,
				 zone_rule_offset(&r, at[i].t));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms_are_told_apart),
		cmocka_unit_test(offsets_follow_the_rule),
	};

	return cmocka_run_group_tests_name("base/zone_rule", tests, NULL, NULL);
}
