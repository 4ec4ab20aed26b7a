/* Jobs hold what is due: single listings first, then a stretch of a walk. */
#include "desk/job_draft.h"

#include "unit.h"

static struct arena arena;

static const struct range rest[] = {
	{{ 4, { 192, 0, 2, 0 } }, { 4, { 192, 0, 2, 255 } }}
};
static const struct str names[] = { STR_INIT("a.example"), STR_INIT("b.example"),
				    STR_INIT("c.example") };
static const struct estate estate = {
	.run = { [ESTATE_REST] = rest }, .runs = { [ESTATE_REST] = 1 }, .name = names, .names = 3
};

static struct agenda_list list_of(struct list *l)
{
	struct agenda_list a = { .list = l };

	for (unsigned i = 0; i < AGENDA_WALKS; i++)
		a.walk[i] = (struct agenda_walk){ .begun = WHEN_NEVER, .due = WHEN_EVER };
	return a;
}

static void singles_and_a_walk(void **state)
{
	struct list l = { .zone = STR("bl.example"), .v4 = true };
	const struct agenda_list a = list_of(&l);
	const struct agenda_pick pick = {
		.what = AGENDA_WALK, .walk = ESTATE_REST, .steps = 10, .singles = 1
	};
	const struct listing due[] = { { .about = range_of_ip(ip4(192, 0, 2, 200)) },
				       { .about = range_of_ip(ip4(192, 0, 2, 201)) } };
	const struct job_wish wish = { &a, &estate, &pick, due, 2 };
	struct job job;

	(void)state;
	job_draft(&arena, &wish, &job);
	assert_int_equal(job.kind, JOB_ROUND);
	assert_str(job.zone, "bl.example");
	assert_int_equal(job.parts, 2);
	assert_true(ip_eq(job.part[0].lo, ip4(192, 0, 2, 200)));
	assert_true(ip_eq(job.part[1].hi, ip4(192, 0, 2, 9)));
	assert_true(job.walk.walks && job.walk.id == ESTATE_REST && !job.walk.ends);
	assert_int_equal(job.walk.from.len, 0);
	assert_true(ip_eq(job.walk.to, ip4(192, 0, 2, 9)));
	arena_done(&arena);
}

static void names_are_counted(void **state)
{
	struct list l = { .zone = STR("bl.example"), .subject = LIST_NAMES };
	struct agenda_list a = list_of(&l);
	const struct agenda_pick pick = { .what = AGENDA_WALK, .walk = AGENDA_NAMES, .steps = 2 };
	const struct job_wish wish = { &a, &estate, &pick, NULL, 0 };
	uint64_t steps[AGENDA_WALKS];
	struct job job;

	(void)state;
	job_steps(&l, &estate, steps);
	assert_true(steps[AGENDA_NAMES] == 3 && steps[ESTATE_REST] == 0);
	job_draft(&arena, &wish, &job);
	assert_int_equal(job.names, 2);
	assert_false(job.walk.ends);
	a.walk[AGENDA_NAMES].cursor = job.walk.to;
	job_draft(&arena, &wish, &job);
	assert_int_equal(job.names, 1);
	assert_str(job.name[0], "c.example");
	assert_true(job.walk.ends);
	arena_done(&arena);
}

static void a_check_asks_about_nothing(void **state)
{
	struct list l = { .zone = STR("bl.example"), .v4 = true };
	const struct agenda_list a = list_of(&l);
	const struct agenda_pick pick = { .what = AGENDA_CHECK };
	const struct job_wish wish = { &a, &estate, &pick, NULL, 0 };
	struct job job;

	(void)state;
	job_draft(&arena, &wish, &job);
	assert_int_equal(job.kind, JOB_CHECK);
	assert_true(job.parts == 0 && job.names == 0 && !job.walk.walks);
	arena_done(&arena);
}

/* All of IPv4, then single addresses of IPv6, in as many jobs as it takes. */
static void reverse_names_of_both_families(void **state)
{
	static struct ip six[6000];
	static const struct range mail[] = {
		{{ 4, { 192, 0, 2, 0 } }, { 4, { 192, 0, 2, 255 } }}
	};
	const struct estate e = { .run = { [ESTATE_MAIL] = mail },
				  .runs = { [ESTATE_MAIL] = 1 },
				  .single = six,
				  .singles = LEN(six) };
	struct ip cursor = { 0 };
	size_t four = 0, all = 0, jobs = 0;
	struct job job;

	(void)state;
	for (size_t i = 0; i < LEN(six); i++)
		six[i] = (struct ip){
			16, {0x20, 1, [14] = (uint8_t)(i >> 8), (uint8_t)i}
		};
	do {
		job_draft_ptr(&arena, &e, &cursor, &job);
		for (size_t i = 0; i < job.parts; i++) {
			struct range r = job.part[i];

			if (r.lo.len == 4)
				four += range_size(r);
			else
				assert_true(ip_eq(r.lo, r.hi) && ip_eq(r.lo, six[all++]));
		}
		jobs++;
	} while (cursor.len);
	assert_true(four == 256 && all == LEN(six));
	assert_in_range(jobs, 2, 4);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(singles_and_a_walk),
		cmocka_unit_test(names_are_counted),
		cmocka_unit_test(a_check_asks_about_nothing),
		cmocka_unit_test(reverse_names_of_both_families),
	};

	return cmocka_run_group_tests_name("desk/job_draft", tests, NULL, NULL);
}
