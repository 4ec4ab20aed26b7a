/* Unpacking: whole, octet by octet, several members, cut off, damaged, too much. */
#include "unit.h"

#include "base/buf.h"
#include "proto/gunzip.h"

#include <zlib.h>

static unsigned char packed[4096];
static size_t packed_n;

static void pack(const char *text)
{
	z_stream z = { 0 };

	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, 0), Z_OK);
	z.next_in = (Bytef *)(uintptr_t)text;
	z.avail_in = (uInt)strlen(text);
	z.next_out = packed + packed_n;
	z.avail_out = (uInt)(sizeof(packed) - packed_n);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	packed_n = (size_t)(z.next_out - packed);
	deflateEnd(&z);
}

/* Everything that `in` gives when it comes in steps and is taken in bites; false on error. */
static bool unpack(struct str in, size_t step, size_t bite, uint64_t max, struct buf *out)
{
	struct gunzip *g = gunzip_new(max);
	struct buf to AUTO(buf_done);
	struct err err;
	bool ok = true;

	buf_init(&to, bite);
	for (size_t at = 0; at < in.n && ok; at += step) {
		struct str part = str_sub(in, at, step);

		do {
			buf_clear(&to);
			ok = gunzip_feed(g, &part, &to, &err) == 0;
			if (ok)
				buf_add(out, buf_str(&to));
		} while (ok && (part.n > 0 || to.n == bite));
	}
	ok = ok && gunzip_end(g, &err) == 0;
	gunzip_free(g);
	return ok;
}

static void any_step_gives_the_same(void **state)
{
	static const char text[] = "one line\nand another, another, another, another line\n";
	struct buf out AUTO(buf_done);

	(void)state;
	buf_init(&out, 4096);
	packed_n = 0;
	pack(text);
	pack(text);
	for (size_t step = 1; step < packed_n + 2; step++) {
		for (size_t bite = 1; bite <= 64; bite += 21) {
			buf_clear(&out);
			assert_true(unpack((struct str){ (char *)packed, packed_n }, step, bite,
					   1000, &out));
			assert_int_equal(out.n, 2 * strlen(text));
			assert_memory_equal(out.p + strlen(text), text, strlen(text));
			buf_clear(&out);
			assert_true(unpack(str_of(text), step, bite, 1000, &out));
			assert_str(buf_str(&out), text);
		}
	}
}

static void half_a_magic_is_plain(void **state)
{
	struct buf out AUTO(buf_done);

	(void)state;
	buf_init(&out, 100);
	assert_true(unpack(STR("\x1fx"), 1, 8, 100, &out));
	assert_str(buf_str(&out), "\x1fx");
	buf_clear(&out);
	assert_false(unpack(STR("\x1f"), 1, 8, 100, &out));
}

static void cut_and_damaged_streams_fail(void **state)
{
	struct buf out AUTO(buf_done);

	(void)state;
	buf_init(&out, 4096);
	packed_n = 0;
	pack("some text that is long enough to be worth packing, packing, packing");
	for (size_t n = 1; n < packed_n; n++)
		assert_false(unpack((struct str){ (char *)packed, n }, 7, 64, 1000, &out));
	packed[packed_n - 5] ^= 1;
	assert_false(unpack((struct str){ (char *)packed, packed_n }, 7, 64, 1000, &out));
}

static void the_ceiling_holds(void **state)
{
	struct buf out AUTO(buf_done);

	(void)state;
	buf_init(&out, 4096);
	packed_n = 0;
	pack("0123456789");
	assert_true(unpack((struct str){ (char *)packed, packed_n }, 64, 64, 10, &out));
	assert_false(unpack((struct str){ (char *)packed, packed_n }, 64, 64, 9, &out));
	assert_true(unpack(STR("0123456789"), 64, 64, 10, &out));
	assert_false(unpack(STR("0123456789"), 64, 64, 9, &out));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_step_gives_the_same),
		cmocka_unit_test(half_a_magic_is_plain),
		cmocka_unit_test(cut_and_damaged_streams_fail),
		cmocka_unit_test(the_ceiling_holds),
	};

	return cmocka_run_group_tests_name("proto/gunzip", tests, NULL, NULL);
}
