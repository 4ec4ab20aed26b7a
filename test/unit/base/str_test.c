/* Views: cutting, trimming, numbers. */
#include "unit.h"

static void cut_gives_every_field(void **state)
{
	struct str s = STR("a,,b");
	struct str f;

	(void)state;
	assert_true(str_cut(&s, ',', &f));
	assert_str(f, "a");
	assert_true(str_cut(&s, ',', &f));
	assert_str(f, "");
	assert_true(str_cut(&s, ',', &f));
	assert_str(f, "b");
	assert_false(str_cut(&s, ',', &f));
}

static const struct {
	const char *text;
	uint64_t max;
	bool ok;
	uint64_t want;
} number[] = {
	{"0",		     10,         true,  0         },
	{ "10",		   10,         true,  10        },
	{ "11",		   10,         false, 0         },
	{ "",		     10,         false, 0         },
	{ "-1",		   10,         false, 0         },
	{ " 1",		   10,         false, 0         },
	{ "5",		    3,          false, 0         },
	{ "18446744073709551615", UINT64_MAX, true,  UINT64_MAX},
	{ "18446744073709551616", UINT64_MAX, false, 0         },
	{ "99999999999999999999", UINT64_MAX, false, 0         },
};

static void numbers_are_strict(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(number); i++) {
		uint64_t got = 0;
		bool ok = str_u64(str_of(number[i].text), number[i].max, &got);

		if (ok != number[i].ok || got != number[i].want)
			fail_msg("\"%s\" up to %llu", number[i].text,
				 (unsigned long long)number[i].max);
	}
}

static void comparing_and_trimming(void **state)
{
	(void)state;
	assert_true(str_eq(STR(""), (struct str){ NULL, 0 }));
	assert_true(str_eq_nocase(STR("ZeN"), STR("zEn")));
	assert_false(str_eq_nocase(STR("zen"), STR("zen.")));
	assert_true(str_cmp(STR("a"), STR("ab")) < 0);
	assert_true(str_starts(STR("abc"), STR("ab")));
	assert_false(str_starts(STR("a"), STR("ab")));
	assert_true(str_ends(STR("abc"), STR("bc")));
	assert_false(str_ends(STR("c"), STR("bc")));
	assert_str(str_trim(STR(" \t x y \r\n")), "x y");
	assert_str(str_trim(STR("  ")), "");
	assert_str(str_sub(STR("abcdef"), 2, 3), "cde");
	assert_str(str_sub(STR("abc"), 5, 3), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cut_gives_every_field),
		cmocka_unit_test(numbers_are_strict),
		cmocka_unit_test(comparing_and_trimming),
	};

	return cmocka_run_group_tests_name("base/str", tests, NULL, NULL);
}
