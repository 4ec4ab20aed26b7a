/* The request to import comes back as it was put, or not at all. */
#include "msg/ask_import.h"

#include "msg_unit.h"

static int get(const struct frame *f, struct err *err)
{
	struct ask_import out;

	return msg_get_import(f, &out, err);
}

static void it_comes_back(void **state)
{
	struct buf AUTO(buf_done) b;
	struct ask_import got;
	struct frame f;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX);
	for (int i = 0; i < 4; i++) {
		const struct ask_import ask = { i & 1, i & 2, { -5 }, i - 1, 4294967295u };

		buf_clear(&b);
		frame_begin(&b, MSG_IMPORT, FRAME_MEMFD, 1);
		msg_put_import(&b, &ask);
		f = frame_of(&b, MSG_IMPORT);
		assert_int_equal(msg_get_import(&f, &got, &err), 0);
		assert_int_equal(got.snapshot, ask.snapshot);
		assert_int_equal(got.dry_run, ask.dry_run);
		assert_int_equal(got.as_of.us, -5);
		assert_int_equal(got.allow_ends, i - 1);
		assert_true(got.uid == 4294967295u);
	}
	refuses_other_lengths(f, get);
}

static void values_out_of_their_range_are_refused(void **state)
{
	const struct ask_import below = { .allow_ends = -2 };
	struct buf AUTO(buf_done) b;
	struct frame f;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX);
	frame_begin(&b, MSG_IMPORT, 0, 1);
	msg_put_import(&b, &below);
	f = frame_of(&b, MSG_IMPORT);
	assert_int_equal(get(&f, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	buf_clear(&b);
	frame_begin(&b, MSG_IMPORT, 0, 1);
	msg_put_import(&b, &(struct ask_import){ 0 });
	b.p[FRAME_HEAD] = 4;
	f = frame_of(&b, MSG_IMPORT);
	assert_int_equal(get(&f, &err), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_comes_back),
		cmocka_unit_test(values_out_of_their_range_are_refused),
	};

	return cmocka_run_group_tests_name("msg/ask_import", tests, NULL, NULL);
}
