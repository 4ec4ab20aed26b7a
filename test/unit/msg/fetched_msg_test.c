/* What became of a fetch comes back as it was put, or not at all. */
#include "msg/fetched_msg.h"

#include "msg_unit.h"

static struct arena arena;

static int get(const struct frame *f, struct err *err)
{
	struct fetched_msg out;

	return msg_get_fetched(f, &arena, &out, err);
}

static struct frame put(struct buf *b, const struct fetched_msg *m)
{
	buf_clear(b);
	frame_begin(b, MSG_FETCHED, 0, 7);
	msg_put_fetched(b, m);
	return frame_of(b, MSG_FETCHED);
}

static void fetched_comes_back(void **state)
{
	static char long_why[FETCHED_WHY_MAX + 1];
	const struct fetched_msg failed = { STR("bl.example"), FETCHED_FAILED, STR("no answer") };
	const struct fetched_msg endless = {
		STR("bl.example"), FETCHED_FAILED, {long_why, sizeof(long_why)}
	};
	const struct fetched_msg wrong[] = {
		{STR(""),            FETCHED_NEW,   STR("")},
                { STR("bl.example"), FETCHED_WHATS, STR("")}
	};
	struct buf AUTO(buf_done) b;
	struct fetched_msg got;
	struct frame f;
	struct err err;

	(void)state;
	memset(long_why, 'x', sizeof(long_why));
	buf_init(&b, FRAME_MAX);
	f = put(&b, &failed);
	assert_int_equal(msg_get_fetched(&f, &arena, &got, &err), 0);
	assert_str(got.zone, "bl.example");
	assert_int_equal(got.what, FETCHED_FAILED);
	assert_str(got.why, "no answer");
	refuses_other_lengths(f, get);
	f = put(&b, &endless);
	assert_int_equal(msg_get_fetched(&f, &arena, &got, &err), 0);
	assert_int_equal(got.why.n, FETCHED_WHY_MAX);
	for (size_t i = 0; i < LEN(wrong); i++) {
		f = put(&b, &wrong[i]);
		assert_int_equal(msg_get_fetched(&f, &arena, &got, &err), -1);
		assert_int_equal(err.kind, ERR_INPUT);
	}
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fetched_comes_back),
	};
	return cmocka_run_group_tests_name("msg/fetched_msg", tests, NULL, NULL);
}
