/* Streams packed or not: any steps, any room, several pieces, cut off, beginnings that deceive. */
#include "base/buf.h"
#include "proto/pack.h"
#include "proto/plain.h"
#include "unit.h"

#include <zlib.h>

enum { ROOM = 1 << 20 };

static const char text[] = "one line\nand another, another, another, another line\n";

static void gzipped(struct buf *out)
{
	z_stream z = { 0 };

	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, 0), Z_OK);
	z.next_in = (Bytef *)(uintptr_t)text;
	z.avail_in = sizeof(text) - 1;
	z.next_out = (Bytef *)buf_room(out, 500);
	z.avail_out = 500;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	out->n += 500 - z.avail_out;
	deflateEnd(&z);
}

static void zstandard(struct buf *out)
{
	struct str in = str_of(text);
	struct pack *p = pack_new();

	while (!pack_feed(p, &in, true, out))
		continue;
	pack_free(p);
}

static void add(struct buf *all, struct buf *bite)
{
	buf_add(all, buf_str(bite));
	buf_clear(bite);
}

/* False on error; what came before it is in `all`. */
static bool unpack(struct str in, size_t step, size_t room, struct buf *all)
{
	struct plain *p = plain_new();
	struct buf bite AUTO(buf_done);
	bool ok = true, full;

	buf_init(&bite, room);
	for (size_t at = 0; at < in.n && ok; at += step) {
		struct str part = unit_exact(str_sub(in, at, step));
		struct str rest = part;

		do {
			ok = plain_feed(p, &rest, &bite, NULL) == 0;
			full = bite.n == bite.max;
			add(all, &bite);
		} while (ok && (rest.n > 0 || full));
		free((void *)part.p);
	}
	while (ok && plain_end(p, &bite, NULL) < 0)
		ok = false;
	add(all, &bite);
	plain_free(p);
	return ok;
}

static void any_step_and_any_room_give_the_same(void **state)
{
	struct buf twice AUTO(buf_done), in AUTO(buf_done), out AUTO(buf_done);

	(void)state;
	buf_init(&twice, ROOM);
	buf_init(&in, ROOM);
	buf_init(&out, ROOM);
	buf_fmt(&twice, "%s%s", text, text);
	for (int form = 0; form < 3; form++) {
		buf_clear(&in);
		for (int i = 0; i < 2; i++)
			if (form == 0)
				buf_fmt(&in, "%s", text);
			else if (form == 1)
				gzipped(&in);
			else
				zstandard(&in);
		for (size_t step = 1; step < in.n + 2; step++)
			for (size_t room = 4; room < 300; room += 37) {
				buf_clear(&out);
				assert_true(unpack(buf_str(&in), step, room, &out));
				assert_str(buf_str(&out), buf_c(&twice));
			}
	}
}

static void what_is_cut_off_is_told(void **state)
{
	struct buf in AUTO(buf_done), out AUTO(buf_done);

	(void)state;
	buf_init(&in, ROOM);
	buf_init(&out, ROOM);
	zstandard(&in);
	for (size_t n = PLAIN_MAGIC; n < in.n; n++)
		assert_false(unpack(str_sub(buf_str(&in), 0, n), n, 100, &out));
	in.p[10] = (char)(in.p[10] ^ 1);
	assert_false(unpack(buf_str(&in), in.n, 100, &out));
}

static void what_only_begins_so_passes(void **state)
{
	static const char *const in[] = { "",  "(",  "\x28\xb5", "\x28\xb5\x2f", "\x28\xb5\x2fx",
					  "P", "Pa", "Nov  3",   "\x50\x2a\x4d" };
	struct buf out AUTO(buf_done);

	(void)state;
	buf_init(&out, ROOM);
	for (size_t i = 0; i < LEN(in); i++)
		for (size_t step = 1; step < 4; step++) {
			buf_clear(&out);
			assert_true(unpack(str_of(in[i]), step, 100, &out));
			assert_str(buf_str(&out), in[i]);
		}
}

static void a_frame_to_be_skipped_may_come_first(void **state)
{
	struct buf in AUTO(buf_done), out AUTO(buf_done);

	(void)state;
	buf_init(&in, ROOM);
	buf_init(&out, ROOM);
	buf_add(&in, STR("\x5d\x2a\x4d\x18\x03\0\0\0abc"));
	zstandard(&in);
	assert_true(unpack(buf_str(&in), 5, 100, &out));
	assert_str(buf_str(&out), text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_step_and_any_room_give_the_same),
		cmocka_unit_test(what_is_cut_off_is_told),
		cmocka_unit_test(what_only_begins_so_passes),
		cmocka_unit_test(a_frame_to_be_skipped_may_come_first),
	};
	return cmocka_run_group_tests_name("proto/plain", tests, NULL, NULL);
}
