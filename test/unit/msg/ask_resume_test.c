/* The request to resume a list comes back as it was put, or not at all. */
#include "msg/ask_resume.h"

#include "msg_unit.h"

static struct arena arena;

static int get(const struct frame *f, struct err *err)
{
	struct ask_resume out;

	return msg_get_resume(f, &arena, &out, err);
}

static struct frame put(struct buf *b, struct str zone)
{
	buf_clear(b);
	frame_begin(b, MSG_RESUME, 0, 1);
	msg_put_resume(b, &(struct ask_resume){ zone, 1000 });
	return frame_of(b, MSG_RESUME);
}

static void it_comes_back(void **state)
{
	static char name[ASK_RESUME_ZONE_MAX + 1];
	struct buf AUTO(buf_done) b;
	struct ask_resume got;
	struct frame f;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX);
	f = put(&b, STR("bl.example"));
	assert_int_equal(msg_get_resume(&f, &arena, &got, &err), 0);
	assert_str(got.zone, "bl.example");
	assert_int_equal(got.uid, 1000);
	refuses_other_lengths(f, get);
	f = put(&b, STR(""));
	assert_int_equal(get(&f, &err), -1);
	f = put(&b, (struct str){ name, ASK_RESUME_ZONE_MAX });
	assert_int_equal(get(&f, &err), 0);
	f = put(&b, (struct str){ name, sizeof(name) });
	assert_int_equal(get(&f, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_comes_back),
	};

	return cmocka_run_group_tests_name("msg/ask_resume", tests, NULL, NULL);
}
