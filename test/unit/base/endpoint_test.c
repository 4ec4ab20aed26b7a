/* Endpoints: every form there and back, and what is none. */
#include "unit.h"

#include "base/endpoint.h"

static const struct {
	const char *text, *want;
} good[] = {
	{"192.0.2.1",            "192.0.2.1:53"       },
	{ "192.0.2.1:5353",      "192.0.2.1:5353"     },
	{ "2001:db8::1",         "[2001:db8::1]:53"   },
	{ "[2001:db8::1]",       "[2001:db8::1]:53"   },
	{ "[2001:db8::1]:65535", "[2001:db8::1]:65535"},
	{ "::1",		 "[::1]:53"           },
};

static const char *const wrong[] = {
	"",
	":53",
	"192.0.2.1:",
	"192.0.2.1:0",
	"192.0.2.1:65536",
	"192.0.2.1:5x",
	"[192.0.2.1]:53",
	"[2001:db8::1",
	"[2001:db8::1]53",
	"[2001:db8::1]:",
	"name:53",
	"192.0.2.256",
	"[]:53",
};

static void forms_are_read_and_written(void **state)
{
	char text[ENDPOINT_TEXT_MAX + 1];

	(void)state;
	for (size_t i = 0; i < LEN(good); i++) {
		struct endpoint e, again;

		assert_int_equal(endpoint_parse(str_of(good[i].text), 53, &e, NULL), 0);
		assert_string_equal(endpoint_text(e, text), good[i].want);
		assert_int_equal(endpoint_parse(str_of(text), 1, &again, NULL), 0);
		assert_true(endpoint_eq(e, again));
	}
}

static void what_is_none_is_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(wrong); i++) {
		struct endpoint e;
		struct err err = { 0 };

		if (endpoint_parse(str_of(wrong[i]), 53, &e, &err) == 0 || err.kind != ERR_INPUT)
			fail_msg("\"%s\" was taken", wrong[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms_are_read_and_written),
		cmocka_unit_test(what_is_none_is_named),
	};

	return cmocka_run_group_tests_name("base/endpoint", tests, NULL, NULL);
}
