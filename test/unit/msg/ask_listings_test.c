/* The question for listings comes back as it was put, or not at all. */
#include "msg/ask_listings.h"

#include "msg_unit.h"

static struct arena arena;

static int get(const struct frame *f, struct err *err)
{
	struct ask_listings out;

	return msg_get_listings(f, &arena, &out, err);
}

static struct frame put(struct buf *b, const struct ask_listings *ask)
{
	buf_clear(b);
	frame_begin(b, MSG_LISTINGS, 0, 1);
	msg_put_listings(b, ask);
	return frame_of(b, MSG_LISTINGS);
}

static void it_comes_back(void **state)
{
	const struct ask_listings ask = { .open = true,
					  .since = { 1700000000000001 },
					  .zone = STR("bl.example"),
					  .of_range = true,
					  .range = range_of_prefix(ip4(192, 0, 2, 0), 24),
					  .after = 77,
					  .most = 500 };
	const struct ask_listings bare = { .news = true, .since = WHEN_EVER, .most = 1 };
	struct buf AUTO(buf_done) b;
	struct ask_listings got;
	struct frame f;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX);
	f = put(&b, &ask);
	assert_int_equal(msg_get_listings(&f, &arena, &got, &err), 0);
	assert_true(got.open && !got.news && got.of_range);
	assert_int_equal(got.since.us, ask.since.us);
	assert_str(got.zone, "bl.example");
	assert_true(ip_eq(got.range.hi, ip4(192, 0, 2, 255)));
	assert_int_equal(got.after, 77);
	assert_int_equal(got.most, 500);
	refuses_other_lengths(f, get);
	f = put(&b, &bare);
	assert_int_equal(msg_get_listings(&f, &arena, &got, &err), 0);
	assert_true(got.news && !got.open && !got.of_range);
	assert_int_equal(got.zone.n, 0);
	refuses_other_lengths(f, get);
	arena_done(&arena);
}

static void what_is_beyond_its_limit_is_refused(void **state)
{
	static const char zone[ASK_LISTINGS_ZONE_MAX + 1] = "z";
	static const struct ask_listings wrong[] = {
		{.most = 0},
		{         .most = ASK_LISTINGS_PAGE_MAX + 1       },
		{ .most = 1,        .after = -1 },
		{       .most = 1,        .zone = { zone, sizeof(zone) } },
	};
	struct buf AUTO(buf_done) b;
	struct frame f;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX);
	for (size_t i = 0; i < LEN(wrong); i++) {
		f = put(&b, &wrong[i]);
		if (get(&f, &err) == 0 || err.kind != ERR_INPUT)
			fail_msg("%zu was taken", i);
	}
	f = put(&b, &(struct ask_listings){ .most = ASK_LISTINGS_PAGE_MAX });
	assert_int_equal(get(&f, &err), 0);
	b.p[FRAME_HEAD] = 8;
	assert_int_equal(get(&f, &err), -1);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_comes_back),
		cmocka_unit_test(what_is_beyond_its_limit_is_refused),
	};

	return cmocka_run_group_tests_name("msg/ask_listings", tests, NULL, NULL);
}
