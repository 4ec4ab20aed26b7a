/* UTF-8: what is well-formed and where it stops being so. */
#include "base/utf8.h"
#include "unit.h"

static const struct {
	const char *label;
	struct str text;
	size_t bad;
} text[] = {
	{"nothing",                   { "", 0 },				     0},
	{ "ASCII with NUL",           { "a\0b", 3 },                                 3},
	{ "two, three, four octets",  { "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", 9 }, 9},
	{ "latin 1",                  { "caf\xe9", 4 },                              3},
	{ "cut in the middle",        { "ab\xe2\x82", 4 },                           2},
	{ "overlong slash",           { "\xc0\xaf", 2 },                             0},
	{ "overlong in three",        { "\xe0\x9f\xbf", 3 },                         0},
	{ "surrogate",                { "\xed\xa0\x80", 3 },                         0},
	{ "last of all",              { "\xf4\x8f\xbf\xbf", 4 },                     4},
	{ "beyond the last",          { "\xf4\x90\x80\x80", 4 },                     0},
	{ "a following octet, alone", { "\x80", 1 },                                 0},
};

static void bad_octets_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(text); i++) {
		struct str s = unit_exact(text[i].text);

		if (utf8_bad(s) != text[i].bad)
			fail_msg("%s: %zu", text[i].label, utf8_bad(s));
		free((void *)s.p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_octets_are_found),
	};

	return cmocka_run_group_tests_name("base/utf8", tests, NULL, NULL);
}
