/* The agenda: small cases by name, and virtual days of random operators in which every question
 * is counted and every address remembers when it was asked. */
#include "agenda_shelf.h"
#include "unit.h"

#include "base/rng.h"

static void nothing_to_do(void **state)
{
	struct shelf s = { 0 };
	struct agenda_pick pick = next(&s, 1000, 0);

	(void)state;
	assert_int_equal(pick.what, AGENDA_NOTHING);
	assert_true(instant_cmp(pick.when, WHEN_NEVER) == 0);
	add(&s, 100000);
	pick = next(&s, 1000, 0);
	assert_int_equal(pick.what, AGENDA_NOTHING);
	assert_true(instant_cmp(pick.when, WHEN_NEVER) == 0);
	set_due(&s.a[0], ESTATE_MAIL, 10, HOUR);
	set_due(&s.a[0], ESTATE_REST, 10, 2 * HOUR);
	s.a[0].single = at_s(50 * MINUTE);
	assert_int_equal(seconds(next(&s, 1000, 0).when), 50 * MINUTE);
	s.a[0].single = WHEN_NEVER;
	assert_int_equal(seconds(next(&s, 1000, 0).when), HOUR);
	s.a[0].last = at_s(HOUR - 60);
	assert_int_equal(seconds(next(&s, 1000, HOUR).when), HOUR - 60 + 900);
	s.standing[0].retry = at_s(3 * HOUR);
	assert_int_equal(seconds(next(&s, 1000, 2 * HOUR).when), 3 * HOUR);
	assert_int_equal(next(&s, 1000, 3 * HOUR).what, AGENDA_WALK);
}

static void everything_of_a_new_list_is_due(void **state)
{
	struct shelf s = { 0 };
	struct agenda_list *a = add(&s, 100000);
	struct agenda_pick pick;

	(void)state;
	a->steps[ESTATE_REST] = 1000;
	a->steps[ESTATE_MAIL] = 30;
	pick = next(&s, 4000, 0);
	assert_int_equal(pick.what, AGENDA_WALK);
	assert_int_equal(pick.walk, ESTATE_MAIL);
	assert_int_equal(pick.steps, 30);
	assert_int_equal(pick.singles, 0);
	assert_int_equal(pick.questions, 90 + 45); /* 40 and a quarter, and room to repeat */
	a->standing->check_cost = 0;
	assert_int_equal(next(&s, 4000, 0).questions, AGENDA_CHECK_COST + 45);
	s.list[0].kind = LIST_POLICY; /* most of it is listed: more to look at */
	assert_int_equal(next(&s, 4000, 0).questions, AGENDA_CHECK_COST + 90);
	s.list[0].kind = LIST_BLOCK;
	s.standing[0].health = HEARD_SPENT;
	assert_int_equal(next(&s, 4000, 0).questions, AGENDA_CHECK_COST + 90);
}

static void the_latest_in_proportion_goes_first(void **state)
{
	struct shelf s = { 0 };
	struct agenda_list *a = add(&s, 1000000);

	(void)state;
	set_due(a, ESTATE_MAIL, 100, -9 * MINUTE); /* a tenth of its period late */
	set_due(a, ESTATE_REST, 5000, -5 * HOUR);  /* a little more */
	set_due(a, AGENDA_NAMES, 10, -2 * HOUR);
	assert_int_equal(next(&s, UINT32_MAX, 0).walk, ESTATE_REST);
	a->walk[ESTATE_MAIL].due = at_s(-10 * MINUTE);
	assert_int_equal(next(&s, UINT32_MAX, 0).walk, ESTATE_MAIL);
	a->walk[AGENDA_NAMES].due = at_s(-3 * HOUR);
	assert_int_equal(next(&s, UINT32_MAX, 0).walk, AGENDA_NAMES);
	/* one that goes on is late by what it lacks: half of it should be done by now */
	a->walk[ESTATE_REST].begun = at_s(-24 * HOUR);
	a->done[ESTATE_REST] = 2500;
	assert_int_equal(next(&s, UINT32_MAX, 0).walk, AGENDA_NAMES);
	a->done[ESTATE_REST] = 2000;
	assert_int_equal(next(&s, UINT32_MAX, 0).walk, ESTATE_REST);
}

static void a_walk_keeps_its_pace(void **state)
{
	struct shelf s = { 0 };
	struct agenda_list *a = add(&s, 1000000);
	struct agenda_pick pick;

	(void)state;
	s.list[0].budget.per_s = 100;
	set_due(a, ESTATE_REST, 48000, 0);
	a->walk[ESTATE_REST].begun = at_s(0);
	a->done[ESTATE_REST] = 6000;
	a->last = at_s(5 * HOUR);
	pick = next(&s, UINT32_MAX, 5 * HOUR + 1800);
	assert_int_equal(pick.what, AGENDA_NOTHING);
	assert_in_range(seconds(pick.when), 6 * HOUR, 6 * HOUR + 1);
	pick = next(&s, UINT32_MAX, 6 * HOUR + 1);
	assert_int_equal(pick.what, AGENDA_WALK);
	assert_in_range(pick.steps, 4000, 4002); /* four turns of an hour */
	a->walk[ESTATE_REST].walks = 0;          /* a first round need not */
	pick = next(&s, UINT32_MAX, 5 * HOUR + 1800);
	assert_int_equal(pick.what, AGENDA_WALK);
	assert_in_range(pick.questions, 29900, 30000); /* five minutes at its pace */
}

static void singles_go_first_and_along(void **state)
{
	struct shelf s = { 0 };
	struct agenda_list *a = add(&s, 1000000);
	struct agenda_list *b = add(&s, 1000000);
	struct agenda_pick pick;

	(void)state;
	set_due(a, ESTATE_MAIL, 100, -90 * MINUTE);
	b->single = at_s(-1);
	pick = next(&s, 1000000, 0);
	assert_int_equal(pick.what, AGENDA_SINGLE);
	assert_int_equal(pick.list, 1);
	assert_int_equal(pick.singles, AGENDA_SINGLES);
	a->single = at_s(-10);
	pick = next(&s, 1000000, 0);
	assert_int_equal(pick.what, AGENDA_WALK);
	assert_int_equal(pick.list, 0);
	assert_int_equal(pick.singles, AGENDA_SINGLES);
	assert_int_equal(pick.steps, 100);
	pick = next(&s, 290, 0); /* what there is they share */
	assert_int_equal(pick.singles, 25);
	assert_int_equal(pick.steps, 66);
	assert_int_equal(pick.questions, 289);
	/* nothing starves: what is very late goes before them */
	a->single = WHEN_NEVER;
	a->walk[ESTATE_MAIL].due = at_s(-6 * 90 * MINUTE);
	assert_int_equal(next(&s, 1000000, 0).list, 0);
}

static void who_is_not_proven_is_checked_only(void **state)
{
	struct shelf s = { 0 };
	struct agenda_list *a = add(&s, 1000000);
	struct agenda_pick pick;

	(void)state;
	a->check_only = true;
	a->steps[ESTATE_MAIL] = 100;
	a->single = at_s(-10);
	pick = next(&s, 1000, 0);
	assert_int_equal(pick.what, AGENDA_CHECK);
	assert_int_equal(pick.questions, 90);
	assert_int_equal(pick.steps + pick.singles, 0);
	a->last = at_s(0);
	pick = next(&s, 1000, 20 * MINUTE);
	assert_int_equal(pick.what, AGENDA_NOTHING);
	assert_int_equal(seconds(pick.when), HOUR);
	assert_int_equal(next(&s, 1000, HOUR).what, AGENDA_CHECK);
}

static void a_copy_costs_nothing(void **state)
{
	struct shelf s = { 0 };
	struct agenda_list *a = add(&s, 100);
	struct agenda_list *b = add(&s, 100);
	struct agenda_pick pick;

	(void)state;
	a->local = true;
	s.standing[0].retry = at_s(900); /* nobody is spared by waiting */
	a->steps[ESTATE_REST] = 50000;
	a->single = at_s(0);
	set_due(b, ESTATE_MAIL, 1000, -10 * DAY); /* wants more than there is */
	b->single = at_s(-9 * HOUR);
	pick = next(&s, 0, 0);
	assert_int_equal(pick.what, AGENDA_WALK);
	assert_int_equal(pick.list, 0);
	assert_int_equal(pick.questions, 0);
	assert_int_equal(pick.steps, AGENDA_JOB_STEPS);
	assert_int_equal(pick.singles, AGENDA_SINGLES);
}

static void who_wants_more_is_waited_for(void **state)
{
	struct shelf s = { 0 };
	struct agenda_list *a = add(&s, 96000);
	struct agenda_list *b = add(&s, 96000);
	struct agenda_pick pick;

	(void)state;
	a->standing->check_cost = 89;
	set_due(a, ESTATE_MAIL, 1000, -HOUR);
	set_due(b, ESTATE_MAIL, 5, -1);
	pick = next(&s, 100, 0);
	assert_int_equal(pick.what, AGENDA_NOTHING);
	/* it has 100 of 800, and one more comes about every second */
	assert_in_range(seconds(pick.when), 655, 670);
	assert_int_equal(next(&s, 800, 0).list, 0);
	assert_int_equal(next(&s, 800, 0).steps, 400);
}

static void jobs_keep_a_distance_for_their_checks(void **state)
{
	static const struct {
		uint32_t per_day, per_month, cost;
		int64_t want;
	} is[] = {
		{0,        0,      40, 900 },
                { 1000000, 0,      40, 900 },
		{ 10000,   0,      40, 4547}, /* 50 of 950 a day */
		{ 0,       300000, 40, 4547},
                { 10000,   300000, 80, 9094},
		{ 100,     0,      40, DAY },
	};
	const struct agenda_rules rules = { .gap = SPAN_S(60) };
	struct shelf own = { 0 };

	(void)state;
	set_due(add(&own, 0), ESTATE_MAIL, 10, -HOUR);
	own.a[0].last = at_s(0);
	assert_int_equal(seconds(agenda_next(own.a, 1, UINT32_MAX, &rules, at_s(1)).when), 60);
	for (size_t i = 0; i < LEN(is); i++) {
		struct shelf s = { 0 };
		struct agenda_list *a = add(&s, is[i].per_day);
		struct agenda_pick pick;

		s.list[0].budget.per_month = is[i].per_month;
		a->standing->check_cost = is[i].cost;
		set_due(a, ESTATE_MAIL, 10, -HOUR);
		a->last = at_s(0);
		pick = next(&s, UINT32_MAX, 1);
		assert_int_equal(pick.what, AGENDA_NOTHING);
		assert_int_equal(seconds(pick.when), is[i].want);
	}
}

static void no_sooner_than_its_negative_ttl(void **state)
{
	struct shelf s = { 0 };
	struct agenda_list *a = add(&s, 0);
	struct agenda_rules own = { .period = { [ESTATE_MAIL] = SPAN_S(600) } };

	(void)state;
	assert_int_equal(agenda_period(a, ESTATE_MAIL, &usual).us, SPAN_S(90 * MINUTE).us);
	assert_int_equal(agenda_period(a, ESTATE_CHANGED, &usual).us, SPAN_S(6 * HOUR).us);
	assert_int_equal(agenda_period(a, ESTATE_REST, &usual).us, SPAN_S(2 * DAY).us);
	assert_int_equal(agenda_period(a, AGENDA_NAMES, &usual).us, SPAN_S(DAY).us);
	assert_int_equal(agenda_period(a, ESTATE_MAIL, &own).us, SPAN_S(600).us);
	s.standing[0].keep_s = 7200;
	assert_int_equal(agenda_period(a, ESTATE_MAIL, &own).us, SPAN_S(7200).us);
	assert_int_equal(agenda_period(a, ESTATE_REST, &own).us, SPAN_S(2 * DAY).us);
}

static void walks_begin_and_end(void **state)
{
	struct shelf s = { 0 };
	struct agenda_list *a = add(&s, 0);

	(void)state;
	a->steps[ESTATE_MAIL] = 10;
	a->steps[AGENDA_NAMES] = 3;
	a->last = at_s(100);
	agenda_walked(a, ESTATE_MAIL, ip4(192, 0, 2, 4), &usual, at_s(130));
	assert_int_equal(seconds(a->walk[ESTATE_MAIL].begun), 100);
	assert_true(ip_eq(a->walk[ESTATE_MAIL].cursor, ip4(192, 0, 2, 4)));
	assert_false(agenda_baseline_over(a));
	a->last = at_s(2000);
	agenda_walked(a, ESTATE_MAIL, (struct ip){ 0 }, &usual, at_s(2030));
	assert_int_equal(seconds(a->walk[ESTATE_MAIL].due), 100 + 90 * MINUTE);
	assert_true(instant_cmp(a->walk[ESTATE_MAIL].begun, WHEN_NEVER) == 0);
	assert_int_equal(a->walk[ESTATE_MAIL].cursor.len, 0);
	assert_int_equal(a->walk[ESTATE_MAIL].walks, 1);
	assert_false(agenda_baseline_over(a));
	a->last = at_s(9000); /* after which the clock was set back */
	agenda_walked(a, AGENDA_NAMES, agenda_names_cursor(2), &usual, at_s(3000));
	assert_int_equal(a->done[AGENDA_NAMES], 2);
	assert_int_equal(agenda_names_done(a->walk[AGENDA_NAMES].cursor), 2);
	assert_int_equal(seconds(a->walk[AGENDA_NAMES].begun), 3000);
	agenda_walked(a, AGENDA_NAMES, (struct ip){ 0 }, &usual, at_s(3000));
	assert_int_equal(a->done[AGENDA_NAMES], 0);
	assert_true(agenda_baseline_over(a));
	assert_int_equal(agenda_names_done((struct ip){ 0 }), 0);
	assert_str(str_of(agenda_walk_name(ESTATE_REST)), "rest");
	assert_str(str_of(agenda_walk_name(AGENDA_NAMES)), "names");
}

static void a_clock_set_back_stops_nothing(void **state)
{
	struct shelf s = { 0 };
	struct agenda_list *a = add(&s, 0);

	(void)state;
	set_due(a, ESTATE_MAIL, 10, 0);
	a->last = at_s(0);
	s.standing[0].retry = at_s(900);
	assert_int_equal(next(&s, UINT32_MAX, -9 * DAY).what, AGENDA_WALK);
	a->walk[ESTATE_MAIL].begun = at_s(0);
	a->done[ESTATE_MAIL] = 5;
	assert_int_equal(next(&s, UINT32_MAX, -9 * DAY).what, AGENDA_WALK);
	a->check_only = true;
	assert_int_equal(next(&s, UINT32_MAX, -9 * DAY).what, AGENDA_CHECK);
}

/* Virtual days. */
#define STEPS_MAX 70000u
#define LISTS_MAX 4
#define SINGLES_MAX 300

struct run_list {
	int64_t *asked[AGENDA_WALKS]; /* when each step was last asked; -1: never */
	int64_t age[AGENDA_WALKS];    /* the longest time between two questions, in the end */
	int64_t sent, job;            /* beginnings of the last jobs */
	int64_t single[SINGLES_MAX];  /* when each one is due */
	int64_t single_late;
	size_t singles;
	uint32_t check;
	unsigned listed; /* one in so many is listed, which costs two more questions */
	bool fails;      /* at times */
	uint32_t jobs;
};

struct run {
	struct shelf shelf;
	struct run_list l[LISTS_MAX];
	struct list_budget limit;
	struct budget_spent spent;
	struct rng rng;
	int64_t now, settled;
	uint64_t asked, checks; /* questions of all, and of health checks */
};

static void set_single(struct run *r, size_t i)
{
	struct run_list *l = &r->l[i];

	r->shelf.a[i].single = WHEN_NEVER;
	for (size_t k = 0; k < l->singles; k++)
		if (instant_cmp(at_s(l->single[k]), r->shelf.a[i].single) < 0)
			r->shelf.a[i].single = at_s(l->single[k]);
}

static uint64_t ask_singles(struct run *r, size_t i, uint32_t most)
{
	struct run_list *l = &r->l[i];
	uint64_t n = 0;

	for (size_t k = 0; k < l->singles && n < most; k++) {
		if (l->single[k] > r->now)
			continue;
		if (r->now > r->settled && r->now - l->single[k] > l->single_late)
			l->single_late = r->now - l->single[k];
		l->single[k] = r->now + HOUR;
		n++;
	}
	set_single(r, i);
	return n;
}

static struct ip cursor_of(unsigned walk, uint64_t done)
{
	struct range all = { ip4(10, 0, 0, 0), ip4(10, 255, 255, 255) };

	return walk == AGENDA_NAMES ? agenda_names_cursor(done) : range_at(all, done - 1);
}

/* Asks the next steps of a walk; how many questions that takes. */
static uint64_t ask_walk(struct run *r, size_t i, const struct agenda_pick *pick)
{
	struct agenda_list *a = &r->shelf.a[i];
	struct run_list *l = &r->l[i];
	uint64_t from = a->done[pick->walk], cost = 0, to = from;
	bool ended;

	for (; to < a->steps[pick->walk] && to - from < pick->steps; to++) {
		int64_t *asked = &l->asked[pick->walk][to];
		int64_t age = *asked < 0 ? 0 : r->now - *asked;

		if (*asked > r->settled && age > l->age[pick->walk])
			l->age[pick->walk] = age;
		*asked = r->now;
		cost += to % l->listed ? 1 : 3;
	}
	ended = to == a->steps[pick->walk];
	agenda_walked(a, pick->walk, ended ? (struct ip){ 0 } : cursor_of(pick->walk, to), &usual,
		      at_s(r->now));
	a->done[pick->walk] = ended ? 0 : to;
	return cost;
}

static void check_pick(struct run *r, const struct agenda_pick *pick, uint32_t left)
{
	const struct agenda_list *a = &r->shelf.a[pick->list];
	struct run_list *l = &r->l[pick->list];

	assert_true(pick->list < r->shelf.n);
	assert_true(pick->questions <= left);
	assert_int_equal(a->check_only, pick->what == AGENDA_CHECK);
	if (a->local)
		assert_int_equal(pick->questions, 0);
	else
		assert_true(pick->questions >= l->check);
	if (pick->what == AGENDA_WALK)
		assert_true(pick->steps > 0 && pick->walk < AGENDA_WALKS &&
			    a->steps[pick->walk] > 0);
	else
		assert_int_equal(pick->steps, 0);
	if (pick->what == AGENDA_SINGLE)
		assert_true(pick->singles > 0);
	if (l->jobs)
		assert_true(r->now - l->job >= AGENDA_GAP.us / 1000000);
	assert_true(a->local || instant_cmp(a->standing->retry, at_s(r->now)) <= 0);
}

/* Does the job; how many questions it took. */
static uint64_t work(struct run *r, const struct agenda_pick *pick)
{
	struct run_list *l = &r->l[pick->list];
	struct agenda_list *a = &r->shelf.a[pick->list];
	bool bad = l->fails && r->now / (7 * HOUR) % 3 == 0;
	struct heard h = { .health = bad ? HEARD_SILENT : HEARD_OK,
			   .begun = at_s(r->now),
			   .ended = at_s(r->now) };
	uint64_t cost = a->local ? 0 : l->check;

	a->last = at_s(r->now);
	a->standing->check_cost = a->local ? 0 : l->check;
	l->job = r->now;
	l->jobs++;
	standing_hear(a->standing, &h, 0, 1);
	r->checks += cost;
	if (bad)
		return cost;
	cost += 3 * ask_singles(r, pick->list, pick->singles);
	if (pick->what == AGENDA_WALK)
		cost += ask_walk(r, pick->list, pick);
	return a->local ? 0 : cost;
}

static void one_job(struct run *r, const struct agenda_pick *pick, uint32_t left)
{
	uint64_t cost;
	struct budget_grant g =
		budget_take_job(&r->spent, &r->limit, pick->questions, false, at_s(r->now));

	check_pick(r, pick, left);
	assert_int_equal(g.n, pick->questions);
	cost = work(r, pick);
	assert_true(cost <= pick->questions);
	budget_return(&r->spent, (uint32_t)(pick->questions - cost), at_s(r->now));
	r->asked += cost;
	r->now += 1 + (int64_t)(r->limit.per_s ? cost / r->limit.per_s : cost / 500);
}

static void run_for(struct run *r, int64_t until)
{
	while (r->now < until) {
		uint32_t left = budget_even(&r->spent, &r->limit, at_s(r->now));
		struct agenda_pick pick = next(&r->shelf, left, r->now);
		int64_t day = r->now / DAY;

		if (pick.what != AGENDA_NOTHING) {
			one_job(r, &pick, left);
			if (r->limit.per_day)
				assert_true(r->now / DAY != day ||
					    r->spent.in_day <= r->limit.per_day * 95 / 100);
			continue;
		}
		assert_true(instant_cmp(pick.when, at_s(r->now)) > 0);
		if (instant_cmp(pick.when, at_s(until)) >= 0)
			break;
		r->now = seconds(pick.when) + 1;
	}
	r->now = until;
}

static void run_init(struct run *r, uint64_t seed, struct list_budget limit)
{
	memset(r, 0, sizeof(*r));
	r->rng = rng_of(seed);
	r->limit = limit;
}

static size_t run_add(struct run *r, uint32_t check, const uint64_t steps[AGENDA_WALKS])
{
	size_t i = r->shelf.n;
	struct agenda_list *a = add(&r->shelf, 0);

	r->shelf.list[i].budget = r->limit;
	a->standing->check_cost = 0;
	r->l[i].check = check;
	r->l[i].listed = 1000;
	for (unsigned w = 0; w < AGENDA_WALKS; w++) {
		a->steps[w] = steps[w];
		r->l[i].asked[w] = malloc((size_t)steps[w] * sizeof(int64_t) + 1);
		for (uint64_t k = 0; k < steps[w]; k++)
			r->l[i].asked[w][k] = -1;
	}
	return i;
}

static void run_done(struct run *r)
{
	for (size_t i = 0; i < r->shelf.n; i++)
		for (unsigned w = 0; w < AGENDA_WALKS; w++)
			free(r->l[i].asked[w]);
}

/* The longest any address has waited, counting those that wait still, in periods. */
static double wait_of(const struct run *r, size_t i, unsigned w)
{
	const struct agenda_list *a = &r->shelf.a[i];
	int64_t longest = r->l[i].age[w];

	for (uint64_t k = 0; k < a->steps[w]; k++) {
		int64_t asked = r->l[i].asked[w][k];
		int64_t age = r->now - (asked < r->settled ? r->settled : asked);

		if (age > longest)
			longest = age;
	}
	return (double)longest * 1e6 / (double)agenda_period(a, w, &usual).us;
}

/* How much longer than its period a walk took on average. */
static double stretch(const struct run *r, unsigned w)
{
	const struct agenda_list *a = &r->shelf.a[0];

	return (double)r->now * 1e6 / (double)agenda_period(a, w, &usual).us / a->walk[w].walks;
}

/* A /16 of which 3,300 addresses send, and a budget of which that takes four fifths. */
static void a_budget_that_suffices(void **state)
{
	static const uint64_t steps[AGENDA_WALKS] = { 3300, 200, 62000, 50 };
	struct run r;

	(void)state;
	run_init(&r, 1, (struct list_budget){ 20, 120000, 0 });
	run_add(&r, 48, steps);
	run_for(&r, 6 * DAY);
	r.settled = r.now;
	run_for(&r, 26 * DAY);
	for (unsigned w = 0; w < AGENDA_WALKS; w++) {
		assert_true(stretch(&r, w) < 1.15);
		/* what one walk had at its beginning the next one may have at its end */
		assert_true(wait_of(&r, 0, w) < 2);
	}
	assert_true(r.checks < r.asked / 10);
	run_done(&r);
}

/* A quarter of what it takes: all are late alike, and what is listed is still looked at. */
static void a_budget_that_does_not(void **state)
{
	static const uint64_t steps[AGENDA_WALKS] = { 3300, 200, 62000, 50 };
	struct run r;

	(void)state;
	run_init(&r, 1, (struct list_budget){ 20, 30000, 0 });
	run_add(&r, 48, steps);
	r.l[0].singles = 100;
	set_single(&r, 0);
	run_for(&r, 20 * DAY);
	r.settled = r.now;
	run_for(&r, 80 * DAY);
	for (unsigned w = 0; w < AGENDA_WALKS; w++) {
		assert_true(stretch(&r, w) > 3.8 && stretch(&r, w) < 5);
		assert_true(wait_of(&r, 0, w) < 2 * 5);
	}
	assert_true(r.l[0].single_late < HOUR);
	assert_true(r.checks < r.asked / 9);
	run_done(&r);
}

/* Random operators. What a day would take, beside what it has. */
static void draw(struct run *r, uint64_t seed)
{
	static const uint32_t per_day[] = { 0, 20000, 100000, 300000 };
	static const uint32_t per_s[] = { 0, 5, 20, 200 };
	struct rng rng = rng_of(seed);
	size_t n = 1 + rng_below(&rng, LISTS_MAX);

	run_init(r, seed,
		 (struct list_budget){ per_s[rng_below(&rng, 4)], per_day[rng_below(&rng, 4)], 0 });
	for (size_t i = 0; i < n; i++) {
		uint64_t steps[AGENDA_WALKS];

		for (unsigned w = 0; w < AGENDA_WALKS; w++)
			steps[w] = rng_below(&rng, 3)
					   ? rng_below(&rng, w == ESTATE_REST ? 8000 : 600)
					   : 0;
		run_add(r, 20 + (uint32_t)rng_below(&rng, 80), steps);
		r->l[i].listed = 5 + (unsigned)rng_below(&rng, 200);
		r->l[i].singles = rng_below(&rng, 2) ? rng_below(&rng, 60) : 0;
		r->l[i].fails = rng_below(&rng, 4) == 0;
		r->shelf.a[i].local = rng_below(&rng, 4) == 0;
		r->shelf.a[i].check_only = rng_below(&rng, 5) == 0;
		set_single(r, i);
	}
}

/* By how much the budget is short of what all lists want, checks included. */
static double want_of(const struct run *r)
{
	double want = 0, checks = 0;

	for (size_t i = 0; i < r->shelf.n; i++) {
		const struct agenda_list *a = &r->shelf.a[i];
		double each = 1 + 2.0 / r->l[i].listed;

		checks += a->local ? 0 : r->l[i].check;
		if (a->local || a->check_only)
			continue;
		for (unsigned w = 0; w < AGENDA_WALKS; w++)
			want += (double)a->steps[w] * each * DAY * 1e6 /
				(double)agenda_period(a, w, &usual).us;
		want += (double)r->l[i].singles * 3 * 24;
	}
	return r->limit.per_day ? (want + checks * 24) / (r->limit.per_day * 0.85) : 0;
}

/* Twice its period for what one walk asks first and the next one last, stretched as the budget or
 * the distance of the jobs makes it; while the list fails, and between jobs, nothing is asked. */
static double bound(const struct run *r, size_t i, unsigned w)
{
	double want = want_of(r) > 1 ? want_of(r) : 1;
	double period = (double)agenda_period(&r->shelf.a[i], w, &usual).us / 1e6;
	double gap = 900, checks = 0, jobs = 0;

	for (size_t k = 0; k < r->shelf.n; k++)
		checks += r->shelf.a[k].local ? 0 : r->l[k].check * 1.25;
	if (r->limit.per_day && checks * 10 * DAY / (r->limit.per_day * 0.95) > gap)
		gap = checks * 10 * DAY / (r->limit.per_day * 0.95);
	for (unsigned k = 0; k < AGENDA_WALKS; k++)
		if (r->shelf.a[i].steps[k] > 0)
			jobs += gap * 1e6 / (double)agenda_period(&r->shelf.a[i], k, &usual).us;
	want = jobs > want ? jobs : want;
	return 2.5 * want + ((r->l[i].fails ? 14 * HOUR : 0) + 8 * gap) / period;
}

static void check_run(const struct run *r, uint64_t seed, double *worst)
{
	for (size_t i = 0; i < r->shelf.n; i++) {
		const struct agenda_list *a = &r->shelf.a[i];

		assert_true(r->l[i].jobs > 0 || (a->steps[0] + a->steps[1] + a->steps[2] +
						 a->steps[3] + r->l[i].singles) == 0);
		for (unsigned w = 0; w < AGENDA_WALKS && !a->check_only; w++) {
			double part = a->steps[w] ? wait_of(r, i, w) / bound(r, i, w) : 0;

			if (part > 1)
				fail_msg("seed %llu list %zu: %s waits %.1f periods",
					 (unsigned long long)seed, i, agenda_walk_name(w),
					 wait_of(r, i, w));
			*worst = part > *worst ? part : *worst;
		}
		if (!a->check_only)
			continue;
		assert_int_equal(a->walk[0].walks + a->walk[1].walks, 0);
		assert_in_range(r->l[i].jobs, 40, 40 * 24 + 1);
	}
}

static void random_operators_for_weeks(void **state)
{
	double worst = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		struct run *r = malloc(sizeof(*r));

		draw(r, seed);
		run_for(r, 12 * DAY);
		r->settled = r->now;
		run_for(r, 40 * DAY);
		check_run(r, seed, &worst);
		run_done(r);
		free(r);
	}
	assert_true(worst > 0.3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_to_do),
		cmocka_unit_test(everything_of_a_new_list_is_due),
		cmocka_unit_test(the_latest_in_proportion_goes_first),
		cmocka_unit_test(a_walk_keeps_its_pace),
		cmocka_unit_test(singles_go_first_and_along),
		cmocka_unit_test(who_is_not_proven_is_checked_only),
		cmocka_unit_test(a_copy_costs_nothing),
		cmocka_unit_test(who_wants_more_is_waited_for),
		cmocka_unit_test(jobs_keep_a_distance_for_their_checks),
		cmocka_unit_test(no_sooner_than_its_negative_ttl),
		cmocka_unit_test(walks_begin_and_end),
		cmocka_unit_test(a_clock_set_back_stops_nothing),
		cmocka_unit_test(a_budget_that_suffices),
		cmocka_unit_test(a_budget_that_does_not),
		cmocka_unit_test(random_operators_for_weeks),
	};

	return cmocka_run_group_tests_name("model/agenda", tests, NULL, NULL);
}
