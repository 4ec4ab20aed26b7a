/* The request for questions comes back as it was put, or not at all. */
#include "msg/ask_budget.h"

#include "msg_unit.h"

static struct arena arena;

static int get(const struct frame *f, struct err *err)
{
	struct ask_budget out;

	return msg_get_budget(f, &arena, &out, err);
}

static struct frame put(struct buf *b, const struct ask_budget *ask)
{
	buf_clear(b);
	frame_begin(b, MSG_BUDGET, 0, 1);
	msg_put_budget(b, ask);
	return frame_of(b, MSG_BUDGET);
}

static void it_comes_back(void **state)
{
	const struct ask_budget ask = {
		STR("spamhaus"),
		{10,                100000, 0 },
		500,
		{ 1700000000000001               },
		{ .six = { 16, { 0x20, 1, 0xd, 0xb8 } }}
	};
	struct ask_budget got;
	struct buf AUTO(buf_done) b;
	struct frame f;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX);
	f = put(&b, &ask);
	assert_int_equal(msg_get_budget(&f, &arena, &got, &err), 0);
	assert_str(got.operator, "spamhaus");
	assert_int_equal(got.limit.per_s, 10);
	assert_int_equal(got.limit.per_day, 100000);
	assert_int_equal(got.limit.per_month, 0);
	assert_int_equal(got.n, 500);
	assert_int_equal(got.taken.us, ask.taken.us);
	assert_int_equal(got.from.four.len, 0);
	assert_true(ip_eq(got.from.six, ask.from.six));
	refuses_other_lengths(f, get);
	arena_done(&arena);
}

/* As it was before addresses were told apart. */
static void the_first_version_names_no_source(void **state)
{
	const struct ask_budget ask = { .operator= STR("spamhaus"), .n = 5, .taken = WHEN_NEVER };
	struct ask_budget got;
	struct buf AUTO(buf_done) b;
	struct frame f;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX);
	f = put(&b, &ask);
	f.version = 1;
	f.body.n -= 2; /* no address, twice */
	assert_int_equal(msg_get_budget(&f, &arena, &got, &err), 0);
	assert_int_equal(got.n, 5);
	assert_int_equal(got.from.four.len + got.from.six.len, 0);
	arena_done(&arena);
}

static void a_source_is_of_its_family(void **state)
{
	struct ask_budget ask = { .operator= STR("spamhaus"), .n = 5, .taken = WHEN_NEVER };
	struct buf AUTO(buf_done) b;
	struct frame f;
	struct err err;

	(void)state;
	ask.from.six = ip4(192, 0, 2, 1);
	buf_init(&b, FRAME_MAX);
	f = put(&b, &ask);
	assert_int_equal(get(&f, &err), -1);
}

static void what_is_beyond_its_limit_is_refused(void **state)
{
	static const char name[ASK_BUDGET_OPERATOR_MAX + 1] = "o";
	struct ask_budget ask = {
		.operator= {name, ASK_BUDGET_OPERATOR_MAX},
                 .n = 1
	};
	struct buf AUTO(buf_done) b;
	struct frame f;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX);
	f = put(&b, &ask);
	assert_int_equal(get(&f, &err), 0);
	ask.operator.n++;
	f = put(&b, &ask);
	assert_int_equal(get(&f, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	ask.operator.n = 0;
	f = put(&b, &ask);
	assert_int_equal(get(&f, &err), -1);
	ask.operator.n = 1;
	ask.n = 0;
	f = put(&b, &ask);
	assert_int_equal(get(&f, &err), -1);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_comes_back),
		cmocka_unit_test(the_first_version_names_no_source),
		cmocka_unit_test(a_source_is_of_its_family),
		cmocka_unit_test(what_is_beyond_its_limit_is_refused),
	};

	return cmocka_run_group_tests_name("msg/ask_budget", tests, NULL, NULL);
}
