/* The JSON writer: commas, escapes, values of our own types. */
#include "unit.h"

#include "base/jout.h"
#include "base/json.h"

#include <math.h>

static struct buf out;
static struct jout j;

static int begin(void **state)
{
	(void)state;
	buf_init(&out, 1 << 16);
	j = jout_to(&out);
	return 0;
}

static int end(void **state)
{
	(void)state;
	buf_done(&out);
	return 0;
}

static void commas_stand_between(void **state)
{
	(void)state;
	jout_open(&j, NULL, '{');
	jout_int(&j, "a", INT64_MIN);
	jout_open(&j, "b", '[');
	jout_close(&j, ']');
	jout_open(&j, "c", '[');
	jout_int(&j, NULL, 1);
	jout_open(&j, NULL, '{');
	jout_close(&j, '}');
	jout_bool(&j, NULL, false);
	jout_close(&j, ']');
	jout_bool(&j, "d", true);
	jout_null(&j, "e");
	jout_close(&j, '}');
	assert_str(buf_str(&out), "{\"a\":-9223372036854775808,\"b\":[],\"c\":[1,{},false],"
				  "\"d\":true,\"e\":null}");
}

static const struct {
	const char *label;
	struct str in;
	const char *want;
} text[] = {
	{"plain",                 { "abc", 3 },              "\"abc\""                         },
	{ "empty",                { "", 0 },                 "\"\""                            },
	{ "none",                 { NULL, 0 },               "null"                            },
	{ "quotes",               { "a\"\\b", 4 },           "\"a\\\"\\\\b\""                  },
	{ "line ends",            { "\r\n\t", 3 },           "\"\\r\\n\\t\""                   },
	{ "control",              { "\0\x1b\x7f", 3 },       "\"\\u0000\\u001b\\u007f\""       },
	{ "two octets",           { "\xc3\xa9", 2 },         "\"\xc3\xa9\""                    },
	{ "a C1 control",         { "\xc2\x9b", 2 },         "\"\\u009b\""                     },
	{ "turned text",
         { "\xe2\x80\xae"
	    "a",
	    4 },
         "\"\\u202ea\""									},
	{ "the first after C1",   { "\xc2\xa0", 2 },         "\"\xc2\xa0\""                    },
	{ "three octets",         { "\xe2\x82\xac", 3 },     "\"\xe2\x82\xac\""                },
	{ "four octets",          { "\xf0\x9f\x98\x80", 4 }, "\"\xf0\x9f\x98\x80\""            },
	{ "cut short",            { "\xe2\x82", 2 },         "\"\\ufffd\\ufffd\""              },
	{ "overlong",             { "\xc0\xaf", 2 },         "\"\\ufffd\\ufffd\""              },
	{ "overlong of three",    { "\xe0\x9f\xbf", 3 },     "\"\\ufffd\\ufffd\\ufffd\""       },
	{ "overlong of four",     { "\xf0\x8f\xbf\xbf", 4 }, "\"\\ufffd\\ufffd\\ufffd\\ufffd\""},
	{ "a surrogate",          { "\xed\xa0\x80", 3 },     "\"\\ufffd\\ufffd\\ufffd\""       },
	{ "past the last plane",  { "\xf4\x90\x80\x80", 4 }, "\"\\ufffd\\ufffd\\ufffd\\ufffd\""},
	{ "no octet of UTF-8",    { "\xff", 1 },             "\"\\ufffd\""                     },
	{ "a stray continuation", { "a\x80z", 3 },           "\"a\\ufffdz\""                   },
	{ "a broken second",      { "\xe2\x41\x42", 3 },     "\"\\ufffdAB\""                   },
};

static void text_is_always_valid(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(text); i++) {
		struct str exact = text[i].in.p ? unit_exact(text[i].in) : text[i].in;

		buf_clear(&out);
		j = jout_to(&out);
		jout_str(&j, NULL, exact);
		free((char *)(uintptr_t)exact.p);
		if (!str_eq(buf_str(&out), str_of(text[i].want)))
			fail_msg("%s: %s", text[i].label, buf_c(&out));
	}
}

static void keys_are_escaped_too(void **state)
{
	(void)state;
	jout_open(&j, NULL, '{');
	jout_int(&j, "a\"b", 1);
	jout_close(&j, '}');
	assert_str(buf_str(&out), "{\"a\\\"b\":1}");
}

static void numbers_with_points(void **state)
{
	(void)state;
	jout_open(&j, NULL, '[');
	jout_real(&j, NULL, 1.5);
	jout_real(&j, NULL, -0.0004);
	jout_real(&j, NULL, (double)NAN);
	jout_real(&j, NULL, (double)INFINITY);
	jout_close(&j, ']');
	assert_str(buf_str(&out), "[1.500,-0.000,null,null]");
}

static void our_own_types(void **state)
{
	struct range r;

	(void)state;
	assert_int_equal(range_parse(STR("192.0.2.0/24"), &r, NULL), 0);
	jout_open(&j, NULL, '[');
	jout_ip(&j, NULL, ip4(192, 0, 2, 1));
	jout_range(&j, NULL, r);
	jout_when(&j, NULL, (struct instant){ 1500000 });
	jout_when(&j, NULL, WHEN_NEVER);
	jout_when(&j, NULL, WHEN_EVER);
	jout_close(&j, ']');
	assert_str(buf_str(&out), "[\"192.0.2.1\",\"192.0.2.0/24\",\"1970-01-01T00:00:01.500000Z\","
				  "null,null]");
}

static void every_octet_is_read_back(void **state)
{
	struct json_doc *doc;

	(void)state;
	for (int a = 0; a < 256; a++) {
		for (int b = 0; b < 256; b++) {
			char two[2] = { (char)a, (char)b };

			buf_clear(&out);
			j = jout_to(&out);
			jout_open(&j, NULL, '[');
			jout_str(&j, NULL, (struct str){ two, 2 });
			jout_close(&j, ']');
			assert_int_equal(json_parse(buf_str(&out), 100, &doc, NULL), 0);
			json_free(doc);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(commas_stand_between, begin, end),
		cmocka_unit_test_setup_teardown(text_is_always_valid, begin, end),
		cmocka_unit_test_setup_teardown(keys_are_escaped_too, begin, end),
		cmocka_unit_test_setup_teardown(numbers_with_points, begin, end),
		cmocka_unit_test_setup_teardown(our_own_types, begin, end),
		cmocka_unit_test_setup_teardown(every_octet_is_read_back, begin, end),
	};

	return cmocka_run_group_tests_name("base/jout", tests, NULL, NULL);
}
