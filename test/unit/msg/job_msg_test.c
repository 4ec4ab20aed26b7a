/* Jobs come back as they were put, or not at all. */
#include "msg/job_msg.h"

#include "msg_unit.h"

static struct arena arena;

static int get(const struct frame *f, struct err *err)
{
	struct job out;

	return msg_get_job(f, &arena, &out, err);
}

static struct frame put(struct buf *b, const struct job *job)
{
	buf_clear(b);
	frame_begin(b, MSG_JOB, 0, 1);
	msg_put_job(b, job);
	return frame_of(b, MSG_JOB);
}

static const struct range parts[] = {
	{{ 4, { 192, 0, 2, 0 } },         { 4, { 192, 0, 2, 255 } }               },
	{ { 16, { 0x20, 1, 0xd, 0xb8 } }, { 16, { 0x20, 1, 0xd, 0xb8, [15] = 9 } }},
};
static const struct str names[] = { STR_INIT("a.example"), STR_INIT("b.example") };

static const struct serial_word words[] = {
	{{ { 4, { 192, 0, 2, 53 } }, 53 }, 7, UINT32_MAX},
};

static struct job usual(void)
{
	return (struct job){
		.kind = JOB_ROUND,
		.zone = STR("bl.example"),
		.grant = 700,
		.granted = {1700000000000000   },
		.seed = UINT64_MAX,
		.walk = { .walks = true,
			    .id = 2,
			    .begun = { 5 },
			    .to = { 4, { 192, 0, 2, 255 } },
			    .space = UINT64_MAX },
		.part = parts,
		.parts = LEN(parts),
		.name = names,
		.names = LEN(names),
		.spare = words,
		.spares = LEN(words),
		.audit = parts,
		.audits = 1,
	};
}

static void it_comes_back(void **state)
{
	const struct job job = usual();
	struct buf AUTO(buf_done) b;
	struct job got;
	struct frame f;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX);
	f = put(&b, &job);
	assert_int_equal(msg_get_job(&f, &arena, &got, &err), 0);
	assert_int_equal(got.kind, JOB_ROUND);
	assert_str(got.zone, "bl.example");
	assert_int_equal(got.grant, 700);
	assert_true(got.granted.us == job.granted.us && got.seed == UINT64_MAX);
	assert_true(got.walk.walks && !got.walk.ends && got.walk.id == 2);
	assert_true(got.walk.begun.us == 5 && got.walk.from.len == 0);
	assert_true(ip_eq(got.walk.to, ip4(192, 0, 2, 255)));
	assert_int_equal(got.parts, 2);
	assert_true(ip_eq(got.part[1].hi, parts[1].hi));
	assert_int_equal(got.names, 2);
	assert_str(got.name[1], "b.example");
	assert_true(got.spares == 1 && got.audits == 1 && got.walk.space == UINT64_MAX);
	assert_true(endpoint_eq(got.spare[0].at, words[0].at) && got.spare[0].before == 7);
	assert_true(ip_eq(got.audit[0].hi, parts[0].hi));
	refuses_other_lengths(f, get);
	arena_done(&arena);
}

static void values_out_of_their_range_are_refused(void **state)
{
	static const struct range none = { { 0 }, { 0 } };
	static char name[JOB_NAME_MAX + 1];
	static const struct str long_name = { name, sizeof(name) };
	struct job bad[6];
	struct buf AUTO(buf_done) b;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX);
	for (size_t i = 0; i < LEN(bad); i++)
		bad[i] = usual();
	bad[0].kind = JOB_KINDS;
	bad[1].zone = STR("");
	bad[2].kind = JOB_PTR;
	bad[3].part = &none;
	bad[3].parts = 1;
	bad[4].name = &long_name;
	bad[4].names = 1;
	bad[5].walk.id = 16;
	for (size_t i = 0; i < LEN(bad); i++) {
		struct frame f = put(&b, &bad[i]);

		if (get(&f, &err) == 0 || err.kind != ERR_INPUT)
			fail_msg("bad value %zu was taken", i);
	}
	arena_done(&arena);
}

static void as_many_as_allowed_fit_a_frame(void **state)
{
	static struct range part[JOB_PARTS_MAX + 1];
	static char octets[JOB_NAME_MAX];
	static struct str name[JOB_ROUND_NAMES_MAX + 1];
	struct job job = usual();
	struct buf AUTO(buf_done) b;
	struct frame f;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX);
	memset(octets, 'x', sizeof(octets));
	for (size_t i = 0; i < LEN(part); i++)
		part[i] = parts[1];
	for (size_t i = 0; i < LEN(name); i++)
		name[i] = (struct str){ octets, sizeof(octets) };
	job.part = part;
	job.name = name;
	job.parts = JOB_PARTS_MAX;
	job.names = JOB_ROUND_NAMES_MAX;
	f = put(&b, &job);
	assert_int_equal(get(&f, &err), 0);
	job.parts++;
	job.names = 0;
	f = put(&b, &job);
	assert_int_equal(get(&f, &err), -1);
	job.parts = 0;
	job.names = JOB_ROUND_NAMES_MAX + 1;
	f = put(&b, &job);
	assert_int_equal(get(&f, &err), -1);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_comes_back),
		cmocka_unit_test(values_out_of_their_range_are_refused),
		cmocka_unit_test(as_many_as_allowed_fit_a_frame),
	};

	return cmocka_run_group_tests_name("msg/job_msg", tests, NULL, NULL);
}
