/* The question for one address comes back as it was put, or not at all. */
#include "msg/ask_passport.h"

#include "msg_unit.h"

static int get(const struct frame *f, struct err *err)
{
	struct ask_passport out;

	return msg_get_passport(f, &out, err);
}

static struct frame put(struct buf *b, const struct ask_passport *ask)
{
	buf_clear(b);
	frame_begin(b, MSG_PASSPORT, 0, 1);
	msg_put_passport(b, ask);
	return frame_of(b, MSG_PASSPORT);
}

static void it_comes_back(void **state)
{
	struct ask_passport got;
	struct buf AUTO(buf_done) b;
	struct frame f;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX);
	f = put(&b, &(struct ask_passport){ ip4(192, 0, 2, 1), true });
	assert_int_equal(msg_get_passport(&f, &got, &err), 0);
	assert_true(got.history && ip_eq(got.ip, ip4(192, 0, 2, 1)));
	refuses_other_lengths(f, get);
}

static void no_address_is_refused(void **state)
{
	struct buf AUTO(buf_done) b;
	struct frame f;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX);
	f = put(&b, &(struct ask_passport){ 0 });
	assert_int_equal(get(&f, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	f = put(&b, &(struct ask_passport){ ip4(192, 0, 2, 1), false });
	assert_int_equal(get(&f, &err), 0);
	b.p[FRAME_HEAD] = 2;
	assert_int_equal(get(&f, &err), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_comes_back),
		cmocka_unit_test(no_address_is_refused),
	};

	return cmocka_run_group_tests_name("msg/ask_passport", tests, NULL, NULL);
}
