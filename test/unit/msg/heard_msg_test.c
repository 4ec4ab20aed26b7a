/* What jobs have heard comes back as it was put, or not at all. */
#include "msg/heard_msg.h"

#include "msg_unit.h"

static struct arena arena;

static int get(const struct frame *f, struct err *err)
{
	struct heard_msg out;

	return heard_msg_get(f->body, &arena, &out, err);
}

static int get_ptr(const struct frame *f, struct err *err)
{
	struct ptr_msg out;

	return ptr_msg_get(f->body, &arena, &out, err);
}

static const struct range part = {
	{4,  { 192, 0, 2, 0 }  },
        { 4, { 192, 0, 2, 255 }}
};
static const struct heard_run clean = {
	{{ 4, { 192, 0, 2, 8 } }, { 4, { 192, 0, 2, 255 } }}
};
static const struct serial_word word = {
	{{ 4, { 192, 0, 2, 53 } }, 53},
        1, 2
};
static const struct str name = STR_INIT("a.example");

static struct heard_hit usual_hit(void)
{
	return (struct heard_hit){
		.about = range_of_ip(ip4(192, 0, 2, 7)),
		.code = {0x7f000002, 0x7f000004},
		.codes = 2,
		.meaning = STR("spam source"),
		.reason = STR("see page"),
		.server = STR("192.0.2.53:53"),
		.ttl = 300,
		.severity = 4,
		.kind = LIST_BLOCK,
		.second = true,
	};
}

static struct heard_msg usual(const struct heard_hit *hit, size_t hits)
{
	struct heard_msg m = {
		.job = {.kind = JOB_ROUND, .zone = STR("bl.example"), .part = &part, .parts = 1}
	};

	m.job.spare = &word;
	m.job.spares = 1;
	m.heard = (struct heard){
		.spared = true,
		.word = &word,
		.words = 1,
		.health = HEARD_PARTIAL,
		.why = STR("one server is silent"),
		.begun = { 7 },
		.ended = { 9 },
		.serial_before = 1,
		.serial_after = 2,
		.spent = 260,
		.asked = 256,
		.unknown = 7,
		.keep_s = 3600,
		.hit = hit,
		.hits = hits,
		.clean = &clean,
		.cleans = 1,
		.clean_name = &name,
		.clean_names = 1,
	};
	return m;
}

static struct frame put(struct buf *b, const struct heard_msg *m)
{
	buf_clear(b);
	frame_begin(b, MSG_HEARD, 0, 1);
	heard_msg_put(b, m);
	return frame_of(b, MSG_HEARD);
}

static void it_comes_back(void **state)
{
	const struct heard_hit hit = usual_hit();
	const struct heard_msg m = usual(&hit, 1);
	struct buf AUTO(buf_done) b;
	const struct heard_hit *h;
	struct heard_msg got;
	struct frame f;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX);
	f = put(&b, &m);
	assert_int_equal(heard_msg_get(f.body, &arena, &got, &err), 0);
	assert_str(got.job.zone, "bl.example");
	assert_str(got.heard.zone, "bl.example");
	assert_int_equal(got.heard.health, HEARD_PARTIAL);
	assert_str(got.heard.why, "one server is silent");
	assert_true(got.heard.spared && got.heard.words == 1 && got.heard.word[0].after == 2);
	assert_true(got.heard.begun.us == 7 && got.heard.ended.us == 9);
	assert_true(got.heard.serial_before == 1 && got.heard.serial_after == 2);
	assert_true(got.heard.spent == 260 && got.heard.asked == 256 && got.heard.unknown == 7);
	assert_int_equal(got.heard.keep_s, 3600);
	h = &got.heard.hit[0];
	assert_true(ip_eq(h->about.lo, ip4(192, 0, 2, 7)));
	assert_true(h->codes == 2 && h->code[1] == 0x7f000004);
	assert_str(h->meaning, "spam source");
	assert_str(h->reason, "see page");
	assert_str(h->server, "192.0.2.53:53");
	assert_true(h->ttl == 300 && h->severity == 4 && h->kind == LIST_BLOCK);
	assert_true(h->second && !h->policy);
	assert_true(got.heard.cleans == 1 && ip_eq(got.heard.clean[0].run.lo, clean.run.lo));
	assert_str(got.heard.clean_name[0], "a.example");
	refuses_other_lengths(f, get);
	arena_done(&arena);
}

static void hits_out_of_their_range_are_refused(void **state)
{
	static char octets[HEARD_REASON_MAX + 1];
	struct heard_hit bad[7];
	struct buf AUTO(buf_done) b;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX);
	for (size_t i = 0; i < LEN(bad); i++)
		bad[i] = usual_hit();
	bad[0].reason = (struct str){ octets, HEARD_REASON_MAX + 1 };
	bad[1].meaning = (struct str){ octets, HEARD_MEANING_MAX + 1 };
	bad[2].server = (struct str){ octets, HEARD_SERVER_MAX + 1 };
	bad[3].kind = (enum list_kind)(LIST_REFUSAL + 1);
	bad[4].name = STR("of.both");
	bad[5].about = (struct range){ { 0 }, { 0 } };
	bad[6].name = (struct str){ octets, JOB_NAME_MAX + 1 };
	bad[6].about = (struct range){ { 0 }, { 0 } };
	for (size_t i = 0; i < LEN(bad); i++) {
		const struct heard_msg m = usual(&bad[i], 1);
		struct frame f = put(&b, &m);

		if (get(&f, &err) == 0 || err.kind != ERR_INPUT)
			fail_msg("bad hit %zu was taken", i);
	}
	arena_done(&arena);
}

/* Where the count of hits stands: before the hits, the runs and the names. */
static void counts_are_bounded(void **state)
{
	struct heard_msg m = usual(NULL, 0);
	struct buf AUTO(buf_done) b;
	struct frame f;
	struct err err;
	char *at;

	(void)state;
	buf_init(&b, FRAME_MAX);
	m.heard.cleans = m.heard.clean_names = 0;
	f = put(&b, &m);
	assert_int_equal(get(&f, &err), 0);
	for (size_t back = 12; back > 0; back -= 4) {
		at = (char *)(uintptr_t)f.body.p + f.body.n - back;
		memcpy(at, "\xff\xff\xff\x7f", 4);
		assert_int_equal(get(&f, &err), -1);
		memset(at, 0, 4);
	}
	m.heard.health = HEARD_HEALTHS;
	f = put(&b, &m);
	assert_int_equal(get(&f, &err), -1);
	arena_done(&arena);
}

static void one_hit_too_many(void **state)
{
	struct heard_hit *hit = calloc(HEARD_HITS_MAX + 1, sizeof(*hit));
	struct heard_msg m = usual(hit, HEARD_HITS_MAX);
	struct buf AUTO(buf_done) b;
	struct heard_msg got;
	struct err err;

	(void)state;
	assert_non_null(hit);
	for (size_t i = 0; i <= HEARD_HITS_MAX; i++)
		hit[i].about = range_of_ip(ip4(192, 0, 2, 7));
	buf_init(&b, HEARD_MSG_MAX);
	heard_msg_put(&b, &m);
	assert_int_equal(heard_msg_get(buf_str(&b), &arena, &got, &err), 0);
	assert_int_equal(got.heard.hits, HEARD_HITS_MAX);
	m.heard.hits++;
	buf_clear(&b);
	heard_msg_put(&b, &m);
	assert_int_equal(heard_msg_get(buf_str(&b), &arena, &got, &err), -1);
	free(hit);
	arena_done(&arena);
}

static void reverse_names_come_back(void **state)
{
	static struct ptr_heard row[PTRS_MAX + 1];
	struct ptr_msg m = { { 5 }, row, 2 };
	struct buf AUTO(buf_done) b;
	struct ptr_msg got;
	struct frame f;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX);
	for (size_t i = 0; i < LEN(row); i++)
		row[i].ip = ip4(192, 0, 2, i & 255);
	row[1].verdict = PTR_GENERIC;
	row[1].name = STR("pool-1.example");
	frame_begin(&b, MSG_PTR, 0, 1);
	ptr_msg_put(&b, &m);
	f = frame_of(&b, MSG_PTR);
	assert_int_equal(ptr_msg_get(f.body, &arena, &got, &err), 0);
	assert_int_equal(got.rows, 2);
	assert_true(ip_eq(got.row[1].ip, ip4(192, 0, 2, 1)) && got.row[1].verdict == PTR_GENERIC);
	assert_str(got.row[1].name, "pool-1.example");
	refuses_other_lengths(f, get_ptr);
	buf_done(&b);
	buf_init(&b, HEARD_MSG_MAX);
	m.rows = PTRS_MAX + 1;
	ptr_msg_put(&b, &m);
	assert_int_equal(ptr_msg_get(buf_str(&b), &arena, &got, &err), -1);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_comes_back),
		cmocka_unit_test(hits_out_of_their_range_are_refused),
		cmocka_unit_test(counts_are_bounded),
		cmocka_unit_test(one_hit_too_many),
		cmocka_unit_test(reverse_names_come_back),
	};

	return cmocka_run_group_tests_name("msg/heard_msg", tests, NULL, NULL);
}
