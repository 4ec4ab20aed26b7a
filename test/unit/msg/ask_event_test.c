/* One change of tenancy comes back as it was put, or not at all. */
#include "msg/ask_event.h"

#include "msg_unit.h"

static struct arena arena;

static int get(const struct frame *f, struct err *err)
{
	struct ask_event out;

	return msg_get_event(f, &arena, &out, err);
}

static struct ask_event usual(void)
{
	struct ask_event ask = { .dry_run = true, .uid = 1000 };

	ask.event.verb = EVENT_MOVE;
	ask.event.tenancy.range = range_of_prefix(ip4(192, 0, 2, 0), 28);
	ask.event.tenancy.ports = (struct ports){ 1024, 2047 };
	ask.event.tenancy.use = USE_NAT;
	ask.event.tenancy.floating = true;
	ask.event.tenancy.customer = STR("K-7");
	ask.event.tenancy.machine = STR("gw1");
	ask.event.tenancy.from = (struct instant){ 1700000000000000 };
	return ask;
}

static struct frame put(struct buf *b, const struct ask_event *ask)
{
	buf_clear(b);
	frame_begin(b, MSG_EVENT, 0, 1);
	msg_put_event(b, ask);
	return frame_of(b, MSG_EVENT);
}

static void it_comes_back(void **state)
{
	const struct ask_event ask = usual();
	struct buf AUTO(buf_done) b;
	const struct tenancy *t;
	struct ask_event got;
	struct frame f;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX);
	f = put(&b, &ask);
	assert_int_equal(msg_get_event(&f, &arena, &got, &err), 0);
	t = &got.event.tenancy;
	assert_int_equal(got.event.verb, EVENT_MOVE);
	assert_true(got.dry_run && t->floating);
	assert_int_equal(got.uid, 1000);
	assert_true(ip_eq(t->range.lo, ip4(192, 0, 2, 0)) &&
		    ip_eq(t->range.hi, ip4(192, 0, 2, 15)));
	assert_int_equal(t->ports.lo, 1024);
	assert_int_equal(t->ports.hi, 2047);
	assert_int_equal(t->use, USE_NAT);
	assert_str(t->customer, "K-7");
	assert_str(t->machine, "gw1");
	assert_true(t->from.us == ask.event.tenancy.from.us && t->until.us == INT64_MAX);
	refuses_other_lengths(f, get);
	arena_done(&arena);
}

static void values_out_of_their_range_are_refused(void **state)
{
	static char name[INV_NAME_MAX + 1];
	struct ask_event bad[5];
	struct buf AUTO(buf_done) b;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX);
	for (size_t i = 0; i < LEN(bad); i++)
		bad[i] = usual();
	bad[0].event.verb = (enum event_verb)3;
	bad[1].event.tenancy.use = USE_COUNT;
	bad[2].event.tenancy.range = (struct range){ { 0 }, { 0 } };
	bad[3].event.tenancy.ports = (struct ports){ 2, 1 };
	bad[4].event.tenancy.customer = (struct str){ name, sizeof(name) };
	for (size_t i = 0; i < LEN(bad); i++) {
		struct frame f = put(&b, &bad[i]);

		if (get(&f, &err) == 0 || err.kind != ERR_INPUT)
			fail_msg("bad value %zu was taken", i);
	}
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_comes_back),
		cmocka_unit_test(values_out_of_their_range_are_refused),
	};

	return cmocka_run_group_tests_name("msg/ask_event", tests, NULL, NULL);
}
