/* Budgets: days, months, the reserve, blocks that keep the pace, clocks that jump. */
#include "unit.h"

#include "model/budget.h"

static struct instant at(const char *text)
{
	struct instant t;

	assert_int_equal(instant_parse(str_of(text), &t, NULL), 0);
	return t;
}

/* Takes blocks until none is granted; the sum. */
static uint64_t drain(struct budget_spent *s, const struct list_budget *limit, bool manual,
		      struct instant now, struct budget_grant *last)
{
	uint64_t sum = 0;

	do {
		*last = budget_take(s, limit, 1000000, manual, now);
		sum += last->n;
	} while (last->n);
	return sum;
}

static void a_day_and_its_reserve(void **state)
{
	const struct list_budget limit = { .per_day = 100000 };
	struct budget_spent s = { 0 };
	struct budget_grant g;
	struct instant noon = at("2026-11-23T12:00:00Z");

	(void)state;
	assert_int_equal(budget_left(&s, &limit, noon), 95000);
	assert_int_equal(drain(&s, &limit, false, noon, &g), 95000);
	assert_int_equal(g.again.us, at("2026-11-24T00:00:00Z").us);
	assert_int_equal(drain(&s, &limit, true, noon, &g), 5000);
	assert_int_equal(budget_left(&s, &limit, noon), 0);
	assert_int_equal(drain(&s, &limit, false, at("2026-11-23T23:59:59Z"), &g), 0);
	assert_int_equal(drain(&s, &limit, false, at("2026-11-24T00:00:00Z"), &g), 95000);
}

static void months_end_when_they_end(void **state)
{
	static const char *const last[] = { "2024-02-29T23:59:59Z", "2025-02-28T23:59:59Z",
					    "2026-12-31T23:59:59Z", "2000-02-29T23:59:59Z",
					    "2100-02-28T23:59:59Z", "2026-04-30T23:59:59Z" };
	const struct list_budget limit = { .per_month = 10000 };

	(void)state;
	for (size_t i = 0; i < LEN(last); i++) {
		struct budget_spent s = { 0 };
		struct budget_grant g;
		struct instant end = instant_add(at(last[i]), SPAN_S(1));

		assert_int_equal(drain(&s, &limit, false, at(last[i]), &g), 9500);
		if (g.again.us != end.us)
			fail_msg("%s: again at another time than the next second", last[i]);
		assert_int_equal(drain(&s, &limit, false, end, &g), 9500);
	}
}

static void blocks_follow_one_another(void **state)
{
	const struct list_budget limit = { .per_s = 5, .per_day = 100000 };
	struct budget_spent s = { 0 };
	struct instant now = at("2026-11-23T12:00:00Z");
	struct budget_grant a = budget_take(&s, &limit, 1000, false, now);
	struct budget_grant b = budget_take(&s, &limit, 1000, false, now);
	struct budget_grant c = budget_take(&s, &limit, 1000, false, now);

	(void)state;
	assert_int_equal(a.n, 50);
	assert_int_equal(a.begin.us, now.us);
	assert_int_equal(b.n, 50);
	assert_int_equal(b.begin.us, now.us + SPAN_S(10).us);
	assert_int_equal(c.n, 0);
	assert_int_equal(c.again.us, now.us + SPAN_S(10).us);
	assert_int_equal(budget_take(&s, &limit, 1000, false, c.again).n, 50);
}

static void the_clock_goes_back(void **state)
{
	const struct list_budget limit = { .per_s = 5, .per_day = 1000 };
	struct budget_spent s = { 0 };
	struct budget_grant g;

	(void)state;
	assert_int_equal(drain(&s, &limit, false, at("2026-11-24T12:00:00Z"), &g), 100);
	/* a day earlier: not blocked for a day, and nothing of the day is given back */
	g = budget_take(&s, &limit, 10, false, at("2026-11-23T12:00:00Z"));
	assert_int_equal(g.n, 10);
	assert_int_equal(g.begin.us, at("2026-11-23T12:00:00Z").us);
	assert_int_equal(s.in_day, 110);
}

static void a_clock_that_was_far_ahead_is_forgotten(void **state)
{
	const struct list_budget limit = { .per_day = 1000, .per_month = 10000 };
	struct budget_spent s = { 0 };
	struct budget_grant g;

	(void)state;
	g = budget_take_job(&s, &limit, 1000, false, at("2027-06-24T12:00:00Z"));
	assert_int_equal(g.n, 950);
	assert_int_equal(budget_left(&s, &limit, at("2027-06-23T12:00:00Z")), 0);
	assert_int_equal(budget_left(&s, &limit, at("2027-06-22T12:00:00Z")), 950);
	assert_true(budget_even(&s, &limit, at("2026-11-24T12:00:00Z")) > 400);
	assert_int_equal(budget_take_job(&s, &limit, 9, false, at("2027-06-22T12:00:00Z")).n, 9);
	assert_int_equal(s.in_day, 9);
	assert_int_equal(s.in_month, 959);
	assert_int_equal(budget_take_job(&s, &limit, 9, false, at("2026-11-24T12:00:00Z")).n, 9);
	assert_int_equal(s.in_month, 9);
}

static void unspent_comes_back(void **state)
{
	const struct list_budget limit = { .per_day = 1000 };
	struct budget_spent s = { 0 };
	struct instant now = at("2026-11-23T12:00:00Z");
	struct budget_grant g = budget_take(&s, &limit, 600, false, now);

	(void)state;
	assert_int_equal(g.n, 600);
	budget_return(&s, 500, now);
	assert_int_equal(budget_left(&s, &limit, now), 850);
	budget_return(&s, 500, at("2026-11-22T12:00:00Z")); /* another day's */
	assert_int_equal(budget_left(&s, &limit, now), 850);
	budget_return(&s, 9999, now); /* never below nothing */
	assert_int_equal(budget_left(&s, &limit, now), 950);
}

static void no_limit(void **state)
{
	const struct list_budget limit = { 0 };
	struct budget_spent s = { 0 };
	struct budget_grant g = budget_take(&s, &limit, 1000000, false, at("2026-11-23T12:00:00Z"));

	(void)state;
	assert_int_equal(g.n, BUDGET_BLOCK_MAX);
	assert_int_equal(budget_left(&s, &limit, at("2026-11-23T12:00:00Z")), UINT32_MAX);
}

static const struct {
	struct list_budget limit;
	uint64_t questions;
	int64_t want_s;
} takes[] = {
	{{ 0, 0, 0 },       1000000,    0                     },
	{ { 5, 0, 0 },      0,          0                     },
	{ { 5, 0, 0 },      1000,       200                   },
	{ { 5, 100000, 0 }, 65536,      13107                 },
	{ { 0, 100000, 0 }, 95000,      0                     },
	{ { 0, 100000, 0 }, 95001,      86400                 },
	{ { 10, 10000, 0 }, 65536,      6 * 86400 + 853       },
	{ { 0, 0, 10000 },  65536,      6 * 30 * 86400LL      },
	{ { 1, 0, 0 },      UINT64_MAX, INT64_C(1000000000000)},
};

static void a_round_takes(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(takes); i++) {
		int64_t got = budget_takes(&takes[i].limit, takes[i].questions).us / 1000000;

		if (got != takes[i].want_s)
			fail_msg("row %zu: %lld s", i, (long long)got);
	}
}

static void jobs_take_what_they_want(void **state)
{
	const struct list_budget limit = { .per_s = 1, .per_day = 1000, .per_month = 1500 };
	struct budget_spent s = { 0 };
	struct instant noon = at("2026-11-23T12:00:00Z");
	struct budget_grant g = budget_take_job(&s, &limit, 700, false, noon);

	(void)state;
	assert_int_equal(g.n, 700);
	assert_int_equal(g.begin.us, noon.us);
	assert_int_equal(budget_take_job(&s, &limit, 700, false, noon).n, 250);
	g = budget_take_job(&s, &limit, 700, false, noon);
	assert_int_equal(g.n, 0);
	assert_int_equal(g.again.us, at("2026-11-24T00:00:00Z").us);
	assert_int_equal(budget_take_job(&s, &limit, 700, true, noon).n, 50);
	g = budget_take_job(&s, &limit, 700, false, g.again);
	assert_int_equal(g.n, 425);
	g = budget_take_job(&s, &limit, 700, false, at("2026-11-24T12:00:00Z"));
	assert_int_equal(g.n, 0);
	assert_int_equal(g.again.us, at("2026-12-01T00:00:00Z").us);
}

static const struct {
	const char *label, *now;
	struct list_budget limit;
	uint32_t day, month, want; /* spent so far; what may be now */
} even[] = {
	{"an hour's worth at midnight", "2026-11-23T00:00:00Z", { 0, 2400, 0 },    0,    0,    95        },
	{ "half a day and an hour",     "2026-11-23T12:00:00Z", { 0, 2400, 0 },    0,    0,    1235      },
	{ "less what was spent",        "2026-11-23T12:00:00Z", { 0, 2400, 0 },    1000, 0,    235       },
	{ "more was spent than is due", "2026-11-23T12:00:00Z", { 0, 2400, 0 },    1236, 0,    0         },
	{ "all at the end of the day",  "2026-11-23T23:30:00Z", { 0, 2400, 0 },    80,   0,    2200      },
	{ "the month binds",            "2026-11-01T00:00:00Z", { 0, 2400, 7200 }, 0,    0,    9         },
	{ "the day binds",              "2026-11-16T00:00:00Z", { 0, 2400, 7200 }, 0,    0,    95        },
	{ "half a month",               "2026-11-16T00:00:00Z", { 0, 0, 7200 },    0,    3000, 429       },
	{ "no limit",                   "2026-11-16T00:00:00Z", { 1, 0, 0 },       0,    0,    UINT32_MAX},
};

static void what_is_left_lasts(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(even); i++) {
		struct budget_spent s = { 0 };
		struct instant now = at(even[i].now);

		(void)budget_take_job(&s, &even[i].limit, 0, true, now);
		s.in_day = even[i].day;
		s.in_month = even[i].month;
		if (budget_even(&s, &even[i].limit, now) != even[i].want)
			fail_msg("%s: %u", even[i].label, budget_even(&s, &even[i].limit, now));
	}
}

/* Whoever spends what may be spent never has more, nor less in the end. */
static void spent_evenly_it_is_the_budget(void **state)
{
	const struct list_budget limit = { .per_day = 1000, .per_month = 20000 };
	struct budget_spent s = { 0 };
	struct instant now = at("2026-11-01T00:00:00Z");
	uint32_t sum = 0;

	(void)state;
	for (int i = 0; i < 30 * 96; i++) {
		uint32_t may = budget_even(&s, &limit, now);

		assert_true(may <= budget_left(&s, &limit, now));
		assert_int_equal(budget_take_job(&s, &limit, may, false, now).n, may);
		sum += may;
		now = instant_add(now, SPAN_S(900));
	}
	assert_int_equal(sum, 19000);
	assert_int_equal(budget_even(&s, &limit, at("2026-11-02T00:00:00Z")), 0);
}

static void of_several_each_has_a_say(void **state)
{
	const struct list_budget limit = { .per_day = 1000 };
	struct budget_spent s[2] = { 0 };
	struct budget_want want = { &limit, 600, false, true, at("2026-11-23T12:00:00Z") };

	(void)state;
	assert_int_equal(budget_take_each(s, 1, &want).n, 600);
	assert_int_equal(budget_take_each(s, 2, &want).n, 350);
	assert_int_equal(s[0].in_day, 950);
	assert_int_equal(s[1].in_day, 350);
	assert_int_equal(budget_take_each(s, 2, &want).n, 0);
	assert_int_equal(budget_take_each(s, 2, &want).again.us, at("2026-11-24T00:00:00Z").us);
	assert_int_equal(s[1].in_day, 350); /* nothing, since the other has nothing */
	assert_int_equal(budget_take_each(&s[1], 1, &want).n, 600);
}

/* Of two whose blocks reach differently far ahead, the later one decides. */
static void blocks_of_several_begin_together(void **state)
{
	const struct list_budget limit = { .per_s = 10 };
	struct budget_spent s[2] = { 0 };
	struct instant now = at("2026-11-23T12:00:00Z");
	struct budget_want want = { &limit, 1000, false, false, now };

	(void)state;
	assert_int_equal(budget_take_each(s, 1, &want).n, 100);
	assert_int_equal(budget_take_each(s, 2, &want).begin.us, instant_add(now, SPAN_S(10)).us);
	assert_int_equal(budget_take_each(s, 2, &want).n, 0);
	assert_int_equal(s[1].in_day, 100);
}

static void the_strictest_holds(void **state)
{
	struct list_budget a = { 10, 0, 500 };
	struct list_budget b = { 20, 1000, 0 };
	struct list_budget got = budget_strictest(a, b);

	(void)state;
	assert_int_equal(got.per_s, 10);
	assert_int_equal(got.per_day, 1000);
	assert_int_equal(got.per_month, 500);
	got = budget_strictest((struct list_budget){ 0 }, (struct list_budget){ 0 });
	assert_int_equal(got.per_s + got.per_day + got.per_month, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_day_and_its_reserve),
		cmocka_unit_test(months_end_when_they_end),
		cmocka_unit_test(blocks_follow_one_another),
		cmocka_unit_test(the_clock_goes_back),
		cmocka_unit_test(a_clock_that_was_far_ahead_is_forgotten),
		cmocka_unit_test(unspent_comes_back),
		cmocka_unit_test(no_limit),
		cmocka_unit_test(of_several_each_has_a_say),
		cmocka_unit_test(blocks_of_several_begin_together),
		cmocka_unit_test(the_strictest_holds),
		cmocka_unit_test(a_round_takes),
		cmocka_unit_test(jobs_take_what_they_want),
		cmocka_unit_test(what_is_left_lasts),
		cmocka_unit_test(spent_evenly_it_is_the_budget),
	};

	return cmocka_run_group_tests_name("model/budget", tests, NULL, NULL);
}
