/* The question for free addresses comes back as it was put, or not at all. */
#include "msg/ask_advise.h"

#include "msg_unit.h"

static int get(const struct frame *f, struct err *err)
{
	struct ask_advise out;

	return msg_get_advise(f, &out, err);
}

static struct frame put(struct buf *b, enum advise_for purpose, uint32_t most)
{
	const struct ask_advise ask = { purpose, most };

	buf_clear(b);
	frame_begin(b, MSG_ADVISE, 0, 1);
	msg_put_advise(b, &ask);
	return frame_of(b, MSG_ADVISE);
}

static void it_comes_back(void **state)
{
	struct buf AUTO(buf_done) b;
	struct ask_advise got;
	struct frame f;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX);
	f = put(&b, ADVISE_WEB, ASK_ADVISE_MAX);
	assert_int_equal(msg_get_advise(&f, &got, &err), 0);
	assert_int_equal(got.purpose, ADVISE_WEB);
	assert_int_equal(got.most, ASK_ADVISE_MAX);
	refuses_other_lengths(f, get);
}

static void what_is_beyond_its_limit_is_refused(void **state)
{
	struct buf AUTO(buf_done) b;
	struct frame f;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX);
	f = put(&b, ADVISE_PURPOSES, 1);
	assert_int_equal(get(&f, &err), -1);
	f = put(&b, ADVISE_ANY, 0);
	assert_int_equal(get(&f, &err), -1);
	f = put(&b, ADVISE_ANY, ASK_ADVISE_MAX + 1);
	assert_int_equal(get(&f, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_comes_back),
		cmocka_unit_test(what_is_beyond_its_limit_is_refused),
	};

	return cmocka_run_group_tests_name("msg/ask_advise", tests, NULL, NULL);
}
