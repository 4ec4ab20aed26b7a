/* What is packed comes back, in any steps; what is cut, changed or too much does not. */
#include "unit.h"

#include "proto/pack.h"

#define SIZE 700000

static char *plain;

static int make_plain(void **state)
{
	(void)state;
	plain = malloc(SIZE);
	for (size_t i = 0; i < SIZE; i++)
		plain[i] = (char)(i * i / 7 % 251);
	return plain ? 0 : -1;
}

static int free_plain(void **state)
{
	(void)state;
	free(plain);
	return 0;
}

static void packed(struct buf *out, size_t step)
{
	struct pack *p = pack_new();
	struct buf part AUTO(buf_done);

	buf_init(out, 2 * SIZE);
	buf_init(&part, PACK_STEP);
	for (size_t at = 0; at <= SIZE; at += step) {
		struct str in = { plain + at, at + step < SIZE ? step : SIZE - at };
		bool used;

		do {
			buf_clear(&part);
			used = pack_feed(p, &in, at + step > SIZE, &part);
			buf_add(out, buf_str(&part));
		} while (!used);
	}
	pack_free(p);
}

/* False if it was refused. */
static bool unpacked(struct str in, size_t step, uint64_t max, struct buf *out)
{
	struct unpack *u = unpack_new(max);
	struct buf part AUTO(buf_done);
	bool fine = true;
	struct err err;

	buf_init(out, 2 * SIZE);
	buf_init(&part, PACK_STEP);
	for (size_t at = 0; fine && at < in.n; at += step) {
		struct str piece = str_sub(in, at, step);

		do {
			buf_clear(&part);
			fine = unpack_feed(u, &piece, &part, &err) == 0;
			if (fine)
				buf_add(out, buf_str(&part));
		} while (fine && (piece.n > 0 || part.n > 0));
	}
	fine = fine && unpack_end(u, &err) == 0;
	unpack_free(u);
	return fine;
}

static void any_step_gives_the_same(void **state)
{
	static const size_t step[] = { 1000, 65536, 300000, SIZE };

	(void)state;
	for (size_t i = 0; i < LEN(step); i++) {
		struct buf in AUTO(buf_done), out AUTO(buf_done);

		packed(&in, step[i]);
		assert_true(in.n < SIZE / 2);
		assert_true(unpacked(buf_str(&in), step[LEN(step) - 1 - i], SIZE, &out));
		assert_int_equal(out.n, SIZE);
		assert_memory_equal(out.p, plain, SIZE);
	}
}

static void less_and_more_is_refused(void **state)
{
	struct buf in AUTO(buf_done), out AUTO(buf_done) = { 0 };

	(void)state;
	packed(&in, SIZE);
	assert_false(unpacked(buf_str(&in), 5000, SIZE - 1, &out));
	buf_done(&out);
	assert_false(unpacked(str_sub(buf_str(&in), 0, in.n - 1), 5000, SIZE, &out));
	buf_done(&out);
	assert_false(unpacked(STR("no packed stream"), 5000, SIZE, &out));
	buf_done(&out);
	assert_false(unpacked(STR(""), 1, SIZE, &out));
}

static void a_changed_octet_is_refused(void **state)
{
	struct buf in AUTO(buf_done);

	(void)state;
	packed(&in, SIZE);
	for (size_t at = 0; at < in.n; at += 1 + in.n / 60) {
		struct buf out AUTO(buf_done);

		in.p[at] ^= 4;
		if (unpacked(buf_str(&in), 50000, SIZE, &out) && memcmp(out.p, plain, SIZE) != 0)
			fail_msg("octet %zu", at);
		in.p[at] ^= 4;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_step_gives_the_same),
		cmocka_unit_test(less_and_more_is_refused),
		cmocka_unit_test(a_changed_octet_is_refused),
	};
	return cmocka_run_group_tests_name("proto/pack", tests, make_plain, free_plain);
}
