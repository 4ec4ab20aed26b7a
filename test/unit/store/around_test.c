/* Blocks around ranges: their length, and the bounds within which overlaps begin. */
#include "unit.h"

#include "store/around.h"

static const struct {
	const char *range;
	unsigned bits;
} block[] = {
	{"192.0.2.1",				     128},
	{ "192.0.2.0/24",				 120},
	{ "192.0.2.1-192.0.2.2",                          126},
	{ "192.0.2.127-192.0.2.128",                      120},
	{ "127.255.255.255-128.0.0.0",                    96 },
	{ "0.0.0.0/0",				    96 },
	{ "::/0",					 0  },
	{ "2001:db8::/64",				64 },
	{ "2001:db8::/63",				63 },
	{ "2001:db8::ffff:ffff:ffff:ffff-2001:db8:0:1::", 63 },
	{ "2001:db8::/65",				65 },
};

static struct range range(const char *text)
{
	struct range r;
	struct err err;

	assert_int_equal(range_parse(str_of(text), &r, &err), 0);
	return r;
}

static void blocks_have_their_length(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(block); i++)
		if (around_bits(range(block[i].range)) != block[i].bits)
			fail_msg("%s: %u", block[i].range, around_bits(range(block[i].range)));
}

static void bounds_begin_at_the_block(void **state)
{
	struct around a;

	(void)state;
	around_bounds(range("192.0.2.77"), 123, &a);
	assert_true(ip_eq(ip_of_raw(a.first), ip4(192, 0, 2, 64)));
	assert_true(ip_eq(ip_of_raw(a.last), ip4(192, 0, 2, 77)));
	assert_true(ip_eq(ip_of_raw(a.least), ip4(192, 0, 2, 77)));
	around_bounds(range("192.0.2.77"), 128, &a);
	assert_true(ip_eq(ip_of_raw(a.first), ip4(192, 0, 2, 77)));
	around_bounds(range("2001:db8:0:3::/64"), 63, &a);
	assert_true(ip_eq(ip_of_raw(a.first), range("2001:db8:0:2::").lo));
	around_bounds(range("2001:db8::"), 0, &a);
	assert_true(ip_eq(ip_of_raw(a.first), range("::").lo));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_have_their_length),
		cmocka_unit_test(bounds_begin_at_the_block),
	};
	return cmocka_run_group_tests_name("store/around", tests, NULL, NULL);
}
