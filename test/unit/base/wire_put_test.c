/* Binary fields as octets: the layout itself, and the ceiling. */
#include "unit.h"

#include "base/wire.h"

static void the_layout_is_little_endian(void **state)
{
	static const char want[] = "\x01"
				   "\x03\x02"
				   "\x07\x06\x05\x04"
				   "\x0f\x0e\x0d\x0c\x0b\x0a\x09\x08"
				   "\x03\0\0\0abc"
				   "\x04\xc0\0\x02\x01"
				   "\0"
				   "\xff\xff\xff\xff\xff\xff\xff\xff";
	struct buf AUTO(buf_done) out;

	(void)state;
	buf_init(&out, 100);
	wire_put_u8(&out, 0x01);
	wire_put_u16(&out, 0x0203);
	wire_put_u32(&out, 0x04050607);
	wire_put_u64(&out, 0x08090a0b0c0d0e0f);
	wire_put_str(&out, STR("abc"));
	wire_put_ip(&out, ip4(192, 0, 2, 1));
	wire_put_ip(&out, (struct ip){ 0 });
	wire_put_when(&out, (struct instant){ -1 });
	assert_int_equal(out.n, sizeof(want) - 1);
	assert_memory_equal(out.p, want, sizeof(want) - 1);
}

static void the_ceiling_is_kept(void **state)
{
	struct buf AUTO(buf_done) out;

	(void)state;
	buf_init(&out, 10);
	wire_put_u64(&out, 1);
	wire_put_u16(&out, 2);
	assert_false(out.full);
	wire_put_u8(&out, 3);
	assert_true(out.full);
	assert_int_equal(out.n, 10);
}

static void a_string_that_no_length_can_tell(void **state)
{
	struct buf AUTO(buf_done) out;

	(void)state;
	buf_init(&out, SIZE_MAX / 2);
	wire_put_str(&out, (struct str){ "x", (size_t)UINT32_MAX + 1 });
	assert_true(out.full);
	assert_int_equal(out.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_layout_is_little_endian),
		cmocka_unit_test(the_ceiling_is_kept),
		cmocka_unit_test(a_string_that_no_length_can_tell),
	};

	return cmocka_run_group_tests_name("base/wire_put", tests, NULL, NULL);
}
