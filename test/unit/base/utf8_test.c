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

static const struct {
	const char *label;
	struct str text;
	uint32_t want;
} unseen[] = {
	{"ASCII",		    { "a", 1 },                0     },
	{ "an umlaut",               { "\xc3\xa4", 2 },         0     },
	{ "arabic letter mark",      { "\xd8\x9c", 2 },         0x61c },
	{ "a thin blank",            { "\xe2\x80\x8a", 3 },     0     },
	{ "zero width blank",        { "\xe2\x80\x8b", 3 },     0x200b},
	{ "right to left mark",      { "\xe2\x80\x8f", 3 },     0x200f},
	{ "a hyphen",                { "\xe2\x80\x90", 3 },     0     },
	{ "right to left override",  { "\xe2\x80\xae", 3 },     0x202e},
	{ "a narrow blank",          { "\xe2\x80\xaf", 3 },     0     },
	{ "pop directional isolate", { "\xe2\x81\xa9", 3 },     0x2069},
	{ "byte order mark",         { "\xef\xbb\xbf", 3 },     0xfeff},
	{ "cut in the middle",       { "\xe2\x80", 2 },         0     },
	{ "four octets",             { "\xf0\x9f\x98\x80", 4 }, 0     },
};

static void what_turns_text_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(unseen); i++) {
		struct str s = unit_exact(unseen[i].text);

		if (utf8_unseen(s) != unseen[i].want)
			fail_msg("%s: U+%04X", unseen[i].label, utf8_unseen(s));
		free((void *)s.p);
	}
}

static const struct {
	const char *label;
	struct str text;
	size_t want;
} cells[] = {
	{"nothing",                  { "", 0 },                         0},
	{ "ASCII",		   { "abc", 3 },                      3},
	{ "umlauts",                 { "\xc3\xa4\xc3\xb6", 4 },         2},
	{ "a letter and its mark",   { "a\xcc\x88", 3 },                1},
	{ "two wide signs",          { "\xe6\x97\xa5\xe6\x9c\xac", 6 }, 4},
	{ "a picture",               { "\xf0\x9f\x98\x80", 4 },         2},
	{ "octets that are no text", { "\xff\xfe", 2 },                 2},
};

static void cells_of_a_terminal_are_counted(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(cells); i++)
		if (utf8_cells(cells[i].text) != cells[i].want)
			fail_msg("%s: %zu", cells[i].label, utf8_cells(cells[i].text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_octets_are_found),
		cmocka_unit_test(what_turns_text_is_found),
		cmocka_unit_test(cells_of_a_terminal_are_counted),
	};

	return cmocka_run_group_tests_name("base/utf8", tests, NULL, NULL);
}
