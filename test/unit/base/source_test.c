/* Sources: what is one, which is taken for whom, and who is counted. */
#include "unit.h"

#include "base/source.h"

static struct ip ip(const char *text)
{
	struct ip out;

	assert_int_equal(ip_parse(str_of(text), &out, NULL), 0);
	return out;
}

static const struct {
	const char *text, *want;
} good[] = {
	{"",			 ""		     },
	{ "192.0.2.1",               "192.0.2.1"            },
	{ " 2001:db8::1 ",           "2001:db8::1"          },
	{ "2001:db8::1   192.0.2.1", "192.0.2.1 2001:db8::1"},
	{ "127.0.0.5",               "127.0.0.5"            },
};

static const char *const wrong[] = {
	"name",
	"192.0.2.1:53",
	"0.0.0.0",
	"::",
	"224.0.0.1",
	"255.255.255.255",
	"ff02::1",
	"fe80::1",
	"192.0.2.1 192.0.2.2",
	"::1 2001:db8::1",
};

static void forms_are_read_and_written(void **state)
{
	char text[SOURCE_TEXT_MAX + 1];
	struct source s;

	(void)state;
	for (size_t i = 0; i < LEN(good); i++) {
		assert_int_equal(source_parse(str_of(good[i].text), &s, NULL), 0);
		assert_string_equal(source_text(&s, text), good[i].want);
	}
}

static void what_is_no_source_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(wrong); i++) {
		struct err err = { 0 };
		struct source s;

		if (source_parse(str_of(wrong[i]), &s, &err) == 0 || err.kind != ERR_INPUT)
			fail_msg("\"%s\" was taken", wrong[i]);
	}
}

static const struct {
	const char *label, *from, *peer, *want; /* want "": the kernel's choice */
} choice[] = {
	{"nothing is set",                   "",                      "198.51.100.1", ""           },
	{ "of the peer's family",            "192.0.2.1 2001:db8::1", "198.51.100.1", "192.0.2.1"  },
	{ "and the other",                   "192.0.2.1 2001:db8::1", "2001:db8::5",  "2001:db8::1"},
	{ "none of that family",             "192.0.2.1",             "2001:db8::5",  ""           },
	{ "a peer on this machine",          "192.0.2.1",             "127.0.0.53",   ""           },
	{ "both on this machine",            "127.0.0.5",             "127.0.0.1",    "127.0.0.5"  },
	{ "a peer on this machine, by IPv6", "2001:db8::1",           "::1",          ""           },
};

static void the_source_has_the_peers_family(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(choice); i++) {
		struct source s;
		struct ip got;

		assert_int_equal(source_parse(str_of(choice[i].from), &s, NULL), 0);
		got = source_for(&s, ip(choice[i].peer));
		if (choice[i].want[0] ? !ip_eq(got, ip(choice[i].want)) : got.len != 0)
			fail_msg("%s", choice[i].label);
	}
}

static void each_address_is_counted_for_itself(void **state)
{
	struct ip got[SOURCE_ADDRESSES_MAX];
	struct source s = { 0 };

	(void)state;
	assert_int_equal(source_counted(&s, got), 1);
	assert_int_equal(got[0].len, 0);
	s.six = ip("2001:db8::1");
	assert_int_equal(source_counted(&s, got), 1);
	assert_true(ip_eq(got[0], s.six));
	s.four = ip("192.0.2.1");
	assert_int_equal(source_counted(&s, got), 2);
	assert_true(ip_eq(got[0], s.four));
	assert_true(ip_eq(got[1], s.six));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms_are_read_and_written),
		cmocka_unit_test(what_is_no_source_is_refused),
		cmocka_unit_test(the_source_has_the_peers_family),
		cmocka_unit_test(each_address_is_counted_for_itself),
	};

	return cmocka_run_group_tests_name("base/source", tests, NULL, NULL);
}
