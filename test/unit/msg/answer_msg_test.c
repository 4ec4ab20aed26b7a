/* Answers come back as they were put, or not at all. */
#include "msg/answer_msg.h"

#include "msg_unit.h"

static struct arena arena;

static int get(const struct frame *f, struct err *err)
{
	struct answer_msg out;

	return msg_get_answer(f, &arena, &out, err);
}

static void it_comes_back(void **state)
{
	const struct answer_msg answer = { ERR_LATER, STR("not now"), STR("{\"a\":1}") };
	struct buf AUTO(buf_done) b;
	struct answer_msg got;
	struct frame f;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX);
	frame_begin(&b, MSG_ANSWER, 0, 1);
	msg_put_answer(&b, &answer);
	f = frame_of(&b, MSG_ANSWER);
	assert_int_equal(msg_get_answer(&f, &arena, &got, &err), 0);
	assert_int_equal(got.kind, ERR_LATER);
	assert_str(got.text, "not now");
	assert_str(got.json, "{\"a\":1}");
	refuses_other_lengths(f, get);
	b.p[FRAME_HEAD] = ERR_SYS + 1;
	assert_int_equal(get(&f, &err), -1);
	arena_done(&arena);
}

static void the_largest_json_fits(void **state)
{
	static char text[ERR_TEXT_MAX], json[ANSWER_JSON_MAX + 1];
	struct answer_msg answer = {
		ERR_INPUT, {text,  sizeof(text)   },
                 { json, ANSWER_JSON_MAX}
	};
	struct buf AUTO(buf_done) b;
	struct frame f;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX);
	frame_begin(&b, MSG_ANSWER, 0, 1);
	msg_put_answer(&b, &answer);
	f = frame_of(&b, MSG_ANSWER);
	assert_int_equal(get(&f, &err), 0);
	answer.json.n++;
	buf_clear(&b);
	frame_begin(&b, MSG_ANSWER, 0, 1);
	msg_put_answer(&b, &answer);
	f = frame_of(&b, MSG_ANSWER);
	assert_int_equal(get(&f, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_comes_back),
		cmocka_unit_test(the_largest_json_fits),
	};

	return cmocka_run_group_tests_name("msg/answer_msg", tests, NULL, NULL);
}
