/* Words between the parent and a role come back as they were put, or not at all. */
#include "msg/role_msg.h"

#include "msg_unit.h"

static struct arena arena;

static int get(const struct frame *f, struct err *err)
{
	struct role_ready out;

	return msg_get_ready(f, &arena, &out, err);
}

static void ready_comes_back(void **state)
{
	struct buf AUTO(buf_done) b;
	struct role_ready got;
	struct frame f;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX);
	frame_begin(&b, MSG_READY, 0, 0);
	msg_put_ready(&b, &(struct role_ready){ STR("seccomp landlock-7") });
	f = frame_of(&b, MSG_READY);
	assert_int_equal(msg_get_ready(&f, &arena, &got, &err), 0);
	assert_str(got.cage, "seccomp landlock-7");
	refuses_other_lengths(f, get);
	arena_done(&arena);
}

static int get_again(const struct frame *f, struct err *err)
{
	struct role_again out;

	return msg_get_again(f, &out, err);
}

static void again_names_a_role(void **state)
{
	struct buf AUTO(buf_done) b;
	struct role_again got;
	struct frame f;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX);
	for (unsigned who = 0; who <= ROLES; who++) {
		buf_clear(&b);
		frame_begin(&b, MSG_AGAIN, 0, 0);
		msg_put_again(&b, &(struct role_again){ (enum role_id)who });
		f = frame_of(&b, MSG_AGAIN);
		if (who < ROLES) {
			assert_int_equal(msg_get_again(&f, &got, &err), 0);
			assert_int_equal(got.who, who);
			refuses_other_lengths(f, get_again);
		} else {
			assert_int_equal(msg_get_again(&f, &got, &err), -1);
		}
	}
	assert_string_equal(role_name(ROLE_WATCH), "watch");
	assert_string_equal(role_name(ROLES), "unknown");
}

static void bare_words_have_no_body(void **state)
{
	struct buf AUTO(buf_done) b;
	struct frame f;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX);
	assert_int_equal(msg_put_bare(&b, MSG_STOP, 9, &err), 0);
	assert_int_equal(frame_get(buf_str(&b), &f, &err), 0);
	assert_int_equal(f.type, MSG_STOP);
	assert_true(f.id == 9);
	assert_int_equal(msg_get_bare(&f, &err), 0);
	f.body = STR("x");
	assert_int_equal(msg_get_bare(&f, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ready_comes_back),
		cmocka_unit_test(again_names_a_role),
		cmocka_unit_test(bare_words_have_no_body),
	};

	return cmocka_run_group_tests_name("msg/role_msg", tests, NULL, NULL);
}
