/* Lines broken between words: within their width, nothing lost, hostile and wide text too. */
#include "unit.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "cli/wrap.h"

static const struct {
	const char *label, *text;
	size_t cells;
	const char *want, *rest;
} taken[] = {
	{"all of it",				"two words",                20, "two words",        ""            },
	{ "just so wide",			    "two words",                9,  "two words",        ""            },
	{ "between words",			   "two words",                8,  "two",              "words"       },
	{ "the blank is the first that is too much", "two words",                3,  "two",              "words"       },
	{ "blanks are eaten",                        "two    words",             5,  "two",              "words"       },
	{ "a word too long",                         "antidisestablish",         6,  "antidi",           "sestablish"  },
	{ "one sign at least",                       "ab",                       0,  "a",                "b"           },
	{ "umlauts are one cell",                    "\xc3\xa4\xc3\xb6\xc3\xbc", 2,  "\xc3\xa4\xc3\xb6", "\xc3\xbc"    },
	{ "wide signs are two",                      "\xe6\x97\xa5\xe6\x9c\xac", 3,  "\xe6\x97\xa5",     "\xe6\x9c\xac"},
	{ "nothing",				 "",			 5,  "",                 ""            },
};

static void words_are_taken(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(taken); i++) {
		struct str rest = str_of(taken[i].text);
		struct str got = wrap_take(&rest, taken[i].cells);

		if (!str_eq(got, str_of(taken[i].want)) || !str_eq(rest, str_of(taken[i].rest)))
			fail_msg("%s: \"%.*s\", \"%.*s\"", taken[i].label, STR_ARG(got),
				 STR_ARG(rest));
	}
}

static const struct {
	const char *label, *text;
	size_t cells, hang;
	const char *want;
} put[] = {
	{"no window",                 "one two three four five six seven",   0,  4,
         "one two three four five six seven"						 },
	{ "short enough",             "one two",                             24, 4, "one two"},
	{ "the next lines hang",      "one two three four five six seven",   24, 4,
         "one two three four five\n    six seven"                                            },
	{ "below its own indent",     "  one two three four five six seven", 24, 2,
         "  one two three four\n    five six seven"                                          },
	{ "never narrower than that", "one two three four five six seven",   1,  4,
         "one two three four five\n    six seven"                                            },
};

static void lines_hang(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(put); i++) {
		struct buf AUTO(buf_done) out;

		buf_init(&out, 1000);
		wrap_put(&out, str_of(put[i].text), put[i].cells, put[i].hang);
		if (!str_eq(buf_str(&out), str_of(put[i].want)))
			fail_msg("%s: \"%s\"", put[i].label, buf_c(&out));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_taken),
		cmocka_unit_test(lines_hang),
	};

	return cmocka_run_group_tests_name("cli/wrap", tests, NULL, NULL);
}
