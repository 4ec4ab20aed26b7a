/* Numbers go out and come back as they were, or not at all. */
#include "unit.h"

#include "store/postgres_value.h"

static const int64_t number[] = { 0,         1,        -1,         127,           -128,
				  32767,     -32768,   2147483647, -2147483648LL, 4294967296,
				  INT64_MAX, INT64_MIN };

static void numbers_come_back(void **state)
{
	static const struct {
		unsigned type;
		int64_t least, most;
	} kind[] = {
		{POSTGRES_INT8,  INT64_MIN,     INT64_MAX },
		{ POSTGRES_INT4, -2147483648LL, 2147483647},
		{ POSTGRES_INT2, -32768,        32767     },
	};
	uint8_t octet[POSTGRES_INT_MAX];

	(void)state;
	for (size_t k = 0; k < LEN(kind); k++) {
		for (size_t i = 0; i < LEN(number); i++) {
			bool fits = number[i] >= kind[k].least && number[i] <= kind[k].most;
			size_t n = postgres_put_int(kind[k].type, number[i], octet);
			struct db_value v;

			if ((n > 0) != fits)
				fail_msg("%lld as %u", (long long)number[i], kind[k].type);
			if (!fits)
				continue;
			v = postgres_get(kind[k].type, (struct str){ (char *)octet, n });
			assert_int_equal(v.type, DB_INT);
			assert_int_equal(v.i, number[i]);
		}
	}
}

static void octets_are_as_the_server_sends_them(void **state)
{
	uint8_t octet[POSTGRES_INT_MAX];

	(void)state;
	assert_int_equal(postgres_put_int(POSTGRES_INT4, 258, octet), 4);
	assert_memory_equal(octet, "\0\0\1\2", 4);
	assert_int_equal(postgres_put_int(POSTGRES_BOOL, 1, octet), 1);
	assert_int_equal(octet[0], 1);
	assert_int_equal(postgres_put_int(POSTGRES_TEXT, 1, octet), 0);
	assert_int_equal(postgres_get(POSTGRES_BOOL, STR("\1")).i, 1);
}

static void texts_and_raw_octets_differ(void **state)
{
	struct db_value v = postgres_get(POSTGRES_RAW, STR("a\0b"));

	(void)state;
	assert_int_equal(v.type, DB_RAW);
	assert_int_equal(v.s.n, 3);
	assert_int_equal(postgres_get(POSTGRES_TEXT, STR("ab")).type, DB_TEXT);
	assert_int_equal(postgres_get(POSTGRES_VARCHAR, STR("")).s.n, 0);
}

static void a_numeric_is_not_known(void **state)
{
	(void)state;
	assert_true(postgres_knows(POSTGRES_INT8));
	assert_true(postgres_knows(POSTGRES_RAW));
	assert_false(postgres_knows(1700)); /* numeric: what sum() of numbers gives */
	assert_false(postgres_knows(0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_come_back),
		cmocka_unit_test(octets_are_as_the_server_sends_them),
		cmocka_unit_test(texts_and_raw_octets_differ),
		cmocka_unit_test(a_numeric_is_not_known),
	};
	return cmocka_run_group_tests_name("store/postgres_value", tests, NULL, NULL);
}
