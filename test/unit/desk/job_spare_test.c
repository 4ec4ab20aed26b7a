/* The first job of a walk says under which serials it need not be done, and what is asked then. */
#include "desk/job_spare.h"

#include "unit.h"

#include <string.h>

static struct arena arena;
static const struct range mail[] = {
	{{ 4, { 192, 0, 2, 0 } }, { 4, { 192, 0, 2, 255 } }}
};
static const struct estate estate = { .run = { [ESTATE_MAIL] = mail },
				      .runs = { [ESTATE_MAIL] = 1 } };
static struct list list = { .zone = STR_INIT("bl.example"), .v4 = true };
static const struct listing due[] = { { .about = { { 4, { 192, 0, 2, 200 } },
						   { 4, { 192, 0, 2, 200 } } } },
				      { .name = STR_INIT("no.address") } };

/* A week of walks has proven it. */
static struct serial_walk believed(struct instant now)
{
	struct serial_walk w = { .servers = 1, .space = estate_print(&estate, ESTATE_MAIL) };

	w.server[0] = (struct serial_server){
		.at = {ip4(192,     0, 2,                            53), 53},
		.gate = { .swept = true,
                       .serial = 7,
                       .full = now,
                       .proving = { now.us - SPAN_S(8 * 86400).us },
                       .moves = 9,
                       .still = 9 },
	};
	return w;
}

static struct job draft(struct ip cursor, uint64_t steps)
{
	const struct instant now = { INT64_C(1780000000000000) };
	struct agenda_list a = { .list = &list, .steps = { steps } };
	const struct agenda_pick pick = {
		.what = AGENDA_WALK, .walk = ESTATE_MAIL, .steps = 20, .singles = 2
	};
	const struct job_wish wish = { &a, &estate, &pick, due, 2 };
	struct serial_walk w = believed(now);
	struct job job;

	a.walk[ESTATE_MAIL] = (struct agenda_walk){ .cursor = cursor, .begun = WHEN_NEVER };
	job_draft(&arena, &wish, &job);
	job.seed = 5;
	job.granted = now;
	job_spare(&arena, &wish, &w, &job);
	return job;
}

static void the_audit_holds_singles_and_steps_of_the_class(void **state)
{
	struct job job = draft((struct ip){ 0 }, 256);
	struct range first;

	(void)state;
	assert_int_equal(job.spares, 1);
	assert_int_equal(job.spare[0].before, 7);
	assert_int_equal(job.audits, 1 + SERIAL_AUDIT);
	assert_true(ip_eq(job.audit[0].lo, ip4(192, 0, 2, 200)));
	first = job.audit[1];
	for (size_t i = 1; i < job.audits; i++)
		assert_true(range_has(mail[0], job.audit[i].lo) && range_size(job.audit[i]) == 1);
	assert_true(memcmp(&first, &job.audit[2], sizeof(first)) != 0);
	arena_done(&arena);
}

static void a_walk_that_goes_on_or_is_short_is_not_spared(void **state)
{
	struct job job = draft(ip4(192, 0, 2, 19), 256);

	(void)state;
	assert_int_equal(job.spares, 0);
	assert_true(job.walk.space == estate_print(&estate, ESTATE_MAIL));
	job = draft((struct ip){ 0 }, 2 * SERIAL_AUDIT);
	assert_int_equal(job.spares, 0);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_audit_holds_singles_and_steps_of_the_class),
		cmocka_unit_test(a_walk_that_goes_on_or_is_short_is_not_spared),
	};

	return cmocka_run_group_tests_name("desk/job_spare", tests, NULL, NULL);
}
