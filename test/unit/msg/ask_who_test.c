/* The question who held something comes back as it was put, or not at all. */
#include "msg/ask_who.h"

#include "msg_unit.h"

static struct arena arena;

static int get(const struct frame *f, struct err *err)
{
	struct ask_who out;

	return msg_get_who(f, &arena, &out, err);
}

static void put(struct buf *b, const struct ask_who *ask)
{
	frame_begin(b, MSG_WHO, 0, 1);
	msg_put_who(b, ask);
}

static void it_comes_back(void **state)
{
	const struct ask_who ask = {
		STR("web1:/srv/www/a"), { 1700000000000001 }, WHEN_NEVER, { -1 }
	};
	struct buf AUTO(buf_done) b;
	struct ask_who got;
	struct frame f;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX);
	put(&b, &ask);
	f = frame_of(&b, MSG_WHO);
	assert_int_equal(msg_get_who(&f, &arena, &got, &err), 0);
	assert_str(got.text, "web1:/srv/www/a");
	assert_true(got.at.us == ask.at.us);
	assert_true(got.known_at.us == INT64_MAX);
	assert_int_equal(got.skew.us, -1);
	refuses_other_lengths(f, get);
	arena_done(&arena);
}

static void a_text_beyond_the_limit_is_refused(void **state)
{
	static char text[ASK_WHO_TEXT_MAX + 1];
	struct ask_who ask = {
		.text = {text, ASK_WHO_TEXT_MAX}
	};
	struct buf AUTO(buf_done) b;
	struct frame f;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX);
	put(&b, &ask);
	f = frame_of(&b, MSG_WHO);
	assert_int_equal(get(&f, &err), 0);
	buf_clear(&b);
	ask.text.n++;
	put(&b, &ask);
	f = frame_of(&b, MSG_WHO);
	assert_int_equal(get(&f, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	buf_clear(&b);
	ask.text.n = 0;
	put(&b, &ask);
	f = frame_of(&b, MSG_WHO);
	assert_int_equal(get(&f, &err), -1);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_comes_back),
		cmocka_unit_test(a_text_beyond_the_limit_is_refused),
	};

	return cmocka_run_group_tests_name("msg/ask_who", tests, NULL, NULL);
}
