/* Lines of rbldnsd data files: what each kind of data set makes of them. */
#include "unit.h"

#include "proto/rbl_line.h"

#include <stdio.h>

static struct rbl_reader r;
static struct rbl_fact fact;

static enum rbl_fact_kind feed(const char *line)
{
	return rbl_read(&r, str_of(line), &fact);
}

static void comments_and_keywords(void **state)
{
	(void)state;
	rbl_reader_init(&r, RBL_IP4SET);
	assert_int_equal(feed(""), RBL_NOTHING);
	assert_int_equal(feed("  \r"), RBL_NOTHING);
	assert_int_equal(feed("# x"), RBL_NOTHING);
	assert_int_equal(feed("; x"), RBL_NOTHING);
	assert_int_equal(feed("# $TTL 1h"), RBL_NOTHING);
	assert_int_equal(feed("##$TTL 1h"), RBL_NOTHING);
	assert_int_equal(feed("$TTL 1h"), RBL_SPECIAL);
	assert_int_equal(feed(" #$TTL 1h"), RBL_SPECIAL);
	assert_int_equal(feed(";$TTL 1h"), RBL_SPECIAL);
	assert_int_equal(feed(":$TTL 1h"), RBL_SPECIAL);
	assert_int_equal(feed("$NOTHING"), RBL_BAD);
	assert_int_equal(rbl_read(&r, STR("10.1.2.3 a\0b"), &fact), RBL_BAD);
	assert_int_equal(feed("$DATASET ip4set @"), RBL_FATAL);
}

static void defaults_hold_until_the_next(void **state)
{
	char line[] = ":3:text of the default";

	(void)state;
	rbl_reader_init(&r, RBL_IP4SET);
	assert_int_equal(rbl_read(&r, str_of(line), &fact), RBL_DEFAULT);
	memset(line, 'x', sizeof(line) - 1); /* the reader keeps a copy */
	assert_int_equal(feed("10.1.2.3"), RBL_RANGE4);
	assert_int_equal(fact.value.a[3], 3);
	assert_str(fact.value.text, "text of the default");
	assert_int_equal(feed(":bad"), RBL_BAD);
	assert_int_equal(feed("10.1.2.3 :5"), RBL_RANGE4);
	assert_str(fact.value.text, "text of the default");
	assert_int_equal(feed("! 10.1.2.3 :bad"), RBL_RANGE4);
	assert_true(fact.exclude);
	assert_int_equal(feed("!!10.1.2.3"), RBL_BAD);
}

static void wide_ranges_are_left_out(void **state)
{
	(void)state;
	rbl_reader_init(&r, RBL_IP4TRIE);
	assert_int_equal(feed("10/8"), RBL_RANGE4);
	assert_int_equal(feed("$MAXRANGE4 /24"), RBL_SPECIAL);
	assert_int_equal(feed("$MAXRANGE4 /8"), RBL_SPECIAL);
	assert_int_equal(feed("10.1.2/24"), RBL_RANGE4);
	assert_int_equal(feed("10.1.2/23"), RBL_TOO_WIDE);
	assert_int_equal(feed("!10.1.2/23"), RBL_TOO_WIDE);
}

static void trivial_sets(void **state)
{
	(void)state;
	rbl_reader_init(&r, RBL_IP4TSET);
	assert_int_equal(feed("10.1.2.3 whatever"), RBL_RANGE4);
	assert_int_equal(feed("!10.1.2.3"), RBL_BAD);
	assert_int_equal(feed("10.1.2"), RBL_BAD);
	rbl_reader_init(&r, RBL_IP6TSET);
	assert_int_equal(feed("2001:db8:1:2 text"), RBL_PREFIX6);
	assert_int_equal(fact.prefix6.bits, 64);
	assert_int_equal(feed("!2001:db8:1:2::7"), RBL_PREFIX6);
	assert_true(fact.exclude);
	assert_int_equal(feed("!2001:db8:1:2"), RBL_BAD);
	assert_int_equal(feed("2001:db8:1"), RBL_BAD);
	assert_int_equal(feed("2001:db8::2"), RBL_BAD);
	assert_int_equal(feed("2001:db8:1:2/64"), RBL_BAD);
	assert_int_equal(feed("2001:db8:1:2 /64"), RBL_PREFIX6);
}

static void a_colon_may_begin_an_address(void **state)
{
	(void)state;
	rbl_reader_init(&r, RBL_IP6TRIE);
	assert_int_equal(feed("::1"), RBL_PREFIX6);
	assert_int_equal(feed(":1"), RBL_DEFAULT);
	rbl_reader_init(&r, RBL_IP4SET);
	assert_int_equal(feed("::1"), RBL_BAD);
}

static const struct {
	const char *line, *want; /* name, plain, below */
} name[] = {
	{"example.com",     "example.com pb-"},
	{ "*.Example.COM.", "example.com pb+"},
	{ ".example.com x", "example.com Pb+"},
	{ "..com",          "com Pb+"        },
	{ "a..com",         "a.com pb-"      },
	{ "*",              "* pb-"          },
	{ "a#b",            "a#b pb-"        },
	{ ".",              NULL             },
	{ "*.",             NULL             },
	{ "a\\046b.com",    NULL             },
};

static void names_and_wildcards(void **state)
{
	char got[300];

	(void)state;
	rbl_reader_init(&r, RBL_DNSET);
	for (size_t i = 0; i < LEN(name); i++) {
		bool ok = feed(name[i].line) == RBL_NAME;
		bool star = name[i].line[0] == '*' && name[i].line[1] == '.';

		if (ok) {
			assert_int_equal(fact.plain, !star);
			snprintf(got, sizeof(got), "%.*s %cb%c", STR_ARG(fact.name),
				 fact.plain && fact.below ? 'P' : 'p', fact.below ? '+' : '-');
		}
		if (ok != (name[i].want != NULL) || (ok && strcmp(got, name[i].want) != 0))
			fail_msg("\"%s\": %s", name[i].line, ok ? got : fact.why);
	}
}

static void names_have_limits(void **state)
{
	char line[RBL_NAME_MAX + 10];
	char to[RBL_NAME_MAX];
	struct str out;

	(void)state;
	memset(line, 'a', sizeof(line));
	assert_true(rbl_name((struct str){ line, RBL_LABEL_MAX }, to, &out));
	assert_false(rbl_name((struct str){ line, RBL_LABEL_MAX + 1 }, to, &out));
	for (size_t i = 1; i < sizeof(line); i += 2)
		line[i] = '.';
	assert_true(rbl_name((struct str){ line, RBL_NAME_MAX }, to, &out));
	assert_int_equal(out.n, RBL_NAME_MAX);
	assert_false(rbl_name((struct str){ line, RBL_NAME_MAX + 2 }, to, &out));
}

static void generic_records(void **state)
{
	(void)state;
	rbl_reader_init(&r, RBL_GENERIC);
	assert_int_equal(feed("WWW 1h IN a 127.2"), RBL_RECORD);
	assert_str(fact.name, "www");
	assert_true(fact.has_ttl);
	assert_int_equal(fact.ttl, 3600);
	assert_int_equal(fact.value.a[0], 127);
	assert_int_equal(fact.value.a[3], 2);
	assert_int_equal(feed("@ TXT \"some text\""), RBL_RECORD);
	assert_int_equal(fact.name.n, 0);
	assert_true(fact.is_text);
	assert_str(fact.value.text, "some text");
	assert_int_equal(feed("www TXT \"a\" b"), RBL_RECORD);
	assert_str(fact.value.text, "\"a\" b");
	assert_int_equal(feed("www MX 10 mx.ex.com"), RBL_NOTHING);
	assert_int_equal(feed("www TXT"), RBL_BAD);
	assert_int_equal(feed("www IN 300 A 127.0.0.1"), RBL_BAD);
	assert_int_equal(feed("www CNAME x"), RBL_BAD);
	assert_int_equal(feed(":2:x"), RBL_BAD);
	assert_int_equal(feed("www 99999999999999 A 127.0.0.1"), RBL_BAD);
}

static void combined_files(void **state)
{
	(void)state;
	rbl_reader_init(&r, RBL_COMBINED);
	assert_int_equal(feed("$MAXRANGE4 256"), RBL_SPECIAL);
	assert_int_equal(feed("10.1.2.3"), RBL_FATAL);
	assert_int_equal(feed("$DATASET ip4set:a @ sub"), RBL_SPECIAL);
	assert_int_equal(feed(":5:x"), RBL_DEFAULT);
	assert_int_equal(feed("10.1/16"), RBL_TOO_WIDE);
	assert_int_equal(feed("10.1.2/24 :4"), RBL_RANGE4);
	assert_int_equal(feed("$MAXRANGE4 128"), RBL_SPECIAL);
	assert_int_equal(feed("$DATASET ip4trie sub"), RBL_SPECIAL);
	assert_int_equal(feed("10.1.2/24"), RBL_TOO_WIDE);
	assert_int_equal(feed("10.1.2/25"), RBL_RANGE4);
	assert_int_equal(fact.value.a[3], 2);
	assert_int_equal(feed("$DATASET combined @"), RBL_FATAL);
	assert_int_equal(feed("$DATASET acl @"), RBL_FATAL);
}

static void lines_show_their_type(void **state)
{
	static const struct {
		const char *line;
		enum rbl_type want;
	} guess[] = {
		{"10.1.2.3 :2:text",      RBL_IP4SET  },
		{ "!10.1.2/24",           RBL_IP4SET  },
		{ "2001:db8::/32",        RBL_IP6TRIE },
		{ "2001:db8:1:2",         RBL_IP6TRIE },
		{ "::1",                  RBL_IP6TRIE },
		{ ".example.com",         RBL_DNSET   },
		{ "1und1.de text",        RBL_DNSET   },
		{ "www 300 A 127.0.0.2",  RBL_GENERIC },
		{ "$DATASET ip4set:x @",  RBL_COMBINED},
		{ "#$DATASET ip4set:x @", RBL_COMBINED},
		{ "# comment",            RBL_UNKNOWN },
		{ "$SOA 0 a b 0 1 1 1 1", RBL_UNKNOWN },
		{ ":2:text",              RBL_UNKNOWN },
		{ "",                     RBL_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < LEN(guess); i++)
		if (rbl_guess(str_of(guess[i].line)) != guess[i].want)
			fail_msg("\"%s\"", guess[i].line);
}

static void lines_have_a_limit(void **state)
{
	char *line = malloc(RBL_LINE_MAX + 1);

	(void)state;
	assert_non_null(line);
	memset(line, 'x', RBL_LINE_MAX + 1);
	memcpy(line, "10.1.2.3 ", 9);
	rbl_reader_init(&r, RBL_IP4SET);
	assert_int_equal(rbl_read(&r, (struct str){ line, RBL_LINE_MAX }, &fact), RBL_RANGE4);
	assert_int_equal(rbl_read(&r, (struct str){ line, RBL_LINE_MAX + 1 }, &fact), RBL_BAD);
	free(line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comments_and_keywords),
		cmocka_unit_test(defaults_hold_until_the_next),
		cmocka_unit_test(wide_ranges_are_left_out),
		cmocka_unit_test(trivial_sets),
		cmocka_unit_test(a_colon_may_begin_an_address),
		cmocka_unit_test(names_and_wildcards),
		cmocka_unit_test(names_have_limits),
		cmocka_unit_test(generic_records),
		cmocka_unit_test(combined_files),
		cmocka_unit_test(lines_show_their_type),
		cmocka_unit_test(lines_have_a_limit),
	};

	return cmocka_run_group_tests_name("proto/rbl_line", tests, NULL, NULL);
}
