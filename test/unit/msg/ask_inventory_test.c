/* The request for all of one kind comes back as it was put, or not at all. */
#include "msg/ask_inventory.h"

#include "msg_unit.h"

static int get(const struct frame *f, struct err *err)
{
	struct ask_inventory out;

	return msg_get_inventory(f, &out, err);
}

static void it_comes_back(void **state)
{
	struct buf AUTO(buf_done) b;
	struct ask_inventory got;
	struct frame f;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX);
	for (unsigned kind = 0; kind <= INV_KINDS; kind++) {
		buf_clear(&b);
		frame_begin(&b, MSG_INVENTORY, 0, 1);
		msg_put_inventory(&b, &(struct ask_inventory){ (enum inv_kind)kind });
		f = frame_of(&b, MSG_INVENTORY);
		assert_int_equal(msg_get_inventory(&f, &got, &err), 0);
		assert_int_equal(got.kind, kind);
	}
	refuses_other_lengths(f, get);
	b.p[FRAME_HEAD] = INV_KINDS + 1;
	assert_int_equal(get(&f, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(it_comes_back) };

	return cmocka_run_group_tests_name("msg/ask_inventory", tests, NULL, NULL);
}
