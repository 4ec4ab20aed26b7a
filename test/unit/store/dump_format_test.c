/* Values come back as they were, in the fewest octets, and nothing else is taken. */
#include "unit.h"

#include "store/dump_format.h"

static const struct {
	int64_t i;
	size_t octets;
} number[] = {
	{0,		       1},
	{ 1,		      2},
	{ -1,		     2},
	{ 127,		    2},
	{ 128,		    3},
	{ -128,		   2},
	{ -129,		   3},
	{ 32767,		  3},
	{ 32768,		  4},
	{ INT32_MAX,              5},
	{ INT32_MIN,              5},
	{ (int64_t)1 << 55,       9},
	{ ((int64_t)1 << 55) - 1, 8},
	{ INT64_MAX,              9},
	{ INT64_MIN,              9},
	{ INT64_MAX - 1,          9},
};

static void numbers_come_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(number); i++) {
		const struct db_value v = { .type = DB_INT, .i = number[i].i };
		struct buf b AUTO(buf_done);
		struct db_value got;
		struct wire_in in;

		buf_init(&b, 100);
		dump_put_value(&b, &v);
		assert_int_equal(b.n, number[i].octets);
		in = wire_of(buf_str(&b));
		assert_true(dump_get_value(&in, &got));
		assert_true(wire_end(&in));
		assert_int_equal(got.type, DB_INT);
		assert_int_equal(got.i, number[i].i);
	}
}

static const struct {
	enum db_type type;
	struct str s;
} octets[] = {
	{DB_TEXT,  STR_INIT("")                            },
	{ DB_RAW,  STR_INIT("")                            },
	{ DB_TEXT, STR_INIT("K\xc3\xb6ln \xf0\x9f\x90\x9f")},
	{ DB_TEXT, STR_INIT("a\0b")                        },
	{ DB_RAW,  STR_INIT("\0\xff\x80\n")                },
	{ DB_NULL, STR_INIT("")                            },
};

static void octets_come_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(octets); i++) {
		const struct db_value v = { .type = octets[i].type, .s = octets[i].s };
		struct buf b AUTO(buf_done);
		struct db_value got;
		struct wire_in in;

		buf_init(&b, 100);
		dump_put_value(&b, &v);
		in = wire_of(buf_str(&b));
		assert_true(dump_get_value(&in, &got));
		assert_true(wire_end(&in));
		assert_int_equal(got.type, v.type);
		if (v.type != DB_NULL)
			assert_true(str_eq(got.s, v.s));
	}
}

static const struct {
	const char *label;
	struct str s;
} wrong[] = {
	{"nothing at all",                 STR_INIT("")                      },
	{ "an unknown kind",               STR_INIT("\x03")                  },
	{ "nine octets of a number",       STR_INIT("\x19\1\1\1\1\1\1\1\1\1")},
	{ "a number cut off",              STR_INIT("\x12\1")                },
	{ "a number longer than needed",   STR_INIT("\x12\1\0")              },
	{ "a negative longer than needed", STR_INIT("\x12\xff\xff")          },
	{ "0 in an octet",                 STR_INIT("\x11\0")                },
	{ "text cut off",                  STR_INIT("\1\5\0\0\0abcd")        },
	{ "a length cut off",              STR_INIT("\2\5\0\0")              },
};

static void what_is_none_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(wrong); i++) {
		struct str s = unit_exact(wrong[i].s);
		struct wire_in in = wire_of(s);
		struct db_value got;

		if (dump_get_value(&in, &got))
			fail_msg("%s", wrong[i].label);
		free((void *)(uintptr_t)s.p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_come_back),
		cmocka_unit_test(octets_come_back),
		cmocka_unit_test(what_is_none_is_refused),
	};
	return cmocka_run_group_tests_name("store/dump_format", tests, NULL, NULL);
}
