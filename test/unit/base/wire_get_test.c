/* Reading binary fields: round trips, every cut, wrong lengths, leftovers. */
#include "unit.h"

#include "base/wire.h"

static void put_all(struct buf *out)
{
	struct range r = range_of_prefix(ip4(192, 0, 2, 0), 24);
	struct ip six = {
		.len = 16, .b = {0x20, 0x01, 0x0d, 0xb8}
	};

	wire_put_u8(out, 0xfe);
	wire_put_u16(out, 0xfedc);
	wire_put_u32(out, 0xfedcba98);
	wire_put_u64(out, 0xfedcba9876543210);
	wire_put_str(out, STR("text"));
	wire_put_str(out, (struct str){ NULL, 0 });
	wire_put_ip(out, six);
	wire_put_endpoint(out, (struct endpoint){ six, 5353 });
	wire_put_range(out, r);
	wire_put_when(out, WHEN_NEVER);
}

/* Whether all came back; with a cut message everything after the cut must be nothing. */
static bool get_all(struct wire_in *in)
{
	bool ok = wire_get_u8(in) == 0xfe;

	ok &= wire_get_u16(in) == 0xfedc;
	ok &= wire_get_u32(in) == 0xfedcba98;
	ok &= wire_get_u64(in) == 0xfedcba9876543210;
	ok &= str_eq(wire_get_str(in, 4), STR("text"));
	ok &= wire_get_str(in, 0).n == 0;
	ok &= wire_get_ip(in).len == 16;
	ok &= wire_get_endpoint(in).port == 5353;
	ok &= range_bits(wire_get_range(in)) == 24;
	ok &= wire_get_when(in).us == INT64_MAX;
	return ok;
}

static void all_comes_back(void **state)
{
	struct buf AUTO(buf_done) out;
	struct wire_in in;

	(void)state;
	buf_init(&out, 1000);
	put_all(&out);
	in = wire_of(buf_str(&out));
	assert_true(get_all(&in));
	assert_true(wire_end(&in));
}

static void every_cut_is_noticed(void **state)
{
	struct buf AUTO(buf_done) out;

	(void)state;
	buf_init(&out, 1000);
	put_all(&out);
	for (size_t n = 0; n < out.n; n++) {
		struct str cut = unit_exact(str_sub(buf_str(&out), 0, n));
		struct wire_in in = wire_of(cut);

		assert_false(get_all(&in));
		assert_true(in.bad);
		assert_false(wire_end(&in));
		assert_int_equal(wire_get_u64(&in), 0);
		assert_int_equal(wire_get_str(&in, 10).n, 0);
		assert_non_null(wire_get_str(&in, 10).p);
		assert_int_equal(wire_get_ip(&in).len, 0);
		assert_int_equal(wire_get_range(&in).lo.len, 0);
		free((char *)(uintptr_t)cut.p);
	}
}

static void leftovers_are_noticed(void **state)
{
	struct wire_in in = wire_of(STR("ab"));

	(void)state;
	assert_int_equal(wire_get_u8(&in), 'a');
	assert_false(wire_end(&in));
	assert_false(in.bad);
	assert_int_equal(wire_get_u8(&in), 'b');
	assert_true(wire_end(&in));
}

static const struct {
	const char *label;
	struct str octets;
	bool ok;
} range[] = {
	{"one address",         { "\x04\1\2\3\4\x04\1\2\3\4", 10 },                         true },
	{ "ends swapped",       { "\x04\1\2\3\5\x04\1\2\3\4", 10 },                         false},
	{ "two families",       { "\x04\1\2\3\4\x10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22 }, false},
	{ "no such family",     { "\x05\1\2\3\4\5\x05\1\2\3\4\5", 12 },                     false},
	{ "nothing to nothing", { "\0\0", 2 },                                              true },
};

static void ranges_are_ordered(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(range); i++) {
		struct wire_in in = wire_of(range[i].octets);

		wire_get_range(&in);
		if (wire_end(&in) != range[i].ok)
			fail_msg("%s", range[i].label);
	}
}

static void strings_have_a_ceiling(void **state)
{
	struct str five = { "\x05\0\0\0abcde", 9 };
	struct str huge = { "\xff\xff\xff\xff"
			    "abcde",
			    9 };
	struct wire_in in = wire_of(five);

	(void)state;
	assert_str(wire_get_str(&in, 5), "abcde");
	in = wire_of(five);
	assert_int_equal(wire_get_str(&in, 4).n, 0);
	assert_true(in.bad);
	in = wire_of(huge);
	assert_int_equal(wire_get_str(&in, SIZE_MAX).n, 0);
	assert_true(in.bad);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_comes_back),         cmocka_unit_test(every_cut_is_noticed),
		cmocka_unit_test(leftovers_are_noticed),  cmocka_unit_test(ranges_are_ordered),
		cmocka_unit_test(strings_have_a_ceiling),
	};

	return cmocka_run_group_tests_name("base/wire_get", tests, NULL, NULL);
}
