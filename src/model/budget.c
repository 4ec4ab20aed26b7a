/* Granting questions: what the day and the month leave, in blocks that keep the pace. */
#include "model/budget.h"

enum {
	HOUR_S = 3600,
	DAY_S = 86400,
	MONTH_DAYS = 30,
	DAYS_AHEAD = 1,  /* a clock that was set back by hours may have counted so far */
	BUSY_FAR_S = 60, /* blocks never reach so far ahead: the clock was set back */
};

#define US_PER_S INT64_C(1000000)

static int64_t day_of(struct instant t)
{
	int64_t s = t.us / US_PER_S - (t.us % US_PER_S < 0);

	return s / DAY_S - (s % DAY_S < 0);
}

/* Months since 1970 of a day number, by counting years from a March 1st: leap days come last. */
static int64_t month_of(int64_t day)
{
	int64_t z = day + 719468; /* days since 0000-03-01 */
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t in_era = z - era * 146097;
	int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	int64_t in_year = in_era - (365 * year + year / 4 - year / 100);
	int64_t march = (5 * in_year + 2) / 153; /* 0 is March */

	return (year + era * 400 - 1970) * 12 + march + 2;
}

/* A new day or month begins at nothing; a clock that goes back does not give back, unless it was so
 * far ahead that its day would have to be waited for. */
static void roll(struct budget_spent *s, struct instant now)
{
	int64_t day = day_of(now);
	int64_t month = month_of(day);

	if (day > s->day || s->day > day + DAYS_AHEAD) {
		s->day = day;
		s->in_day = 0;
	}
	if (month > s->month || s->month > month_of(day + DAYS_AHEAD)) {
		s->month = month;
		s->in_month = 0;
	}
}

static uint32_t without_reserve(uint32_t limit)
{
	return limit - (uint32_t)((uint64_t)limit * BUDGET_RESERVE_PERCENT / 100);
}

static uint32_t left_of(uint32_t limit, uint32_t spent, bool manual)
{
	uint32_t most = manual ? limit : without_reserve(limit);

	if (limit == 0)
		return UINT32_MAX;
	return most > spent ? most - spent : 0;
}

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static struct instant day_begin(int64_t day)
{
	return (struct instant){ day * DAY_S * US_PER_S };
}

static struct instant next_month(int64_t day)
{
	int64_t month = month_of(day);

	while (month_of(day) == month)
		day++;
	return day_begin(day);
}

static uint32_t block_of(const struct list_budget *limit, uint32_t want)
{
	uint32_t n = least(want, BUDGET_BLOCK_MAX);

	if (limit->per_s && limit->per_s < BUDGET_BLOCK_MAX / BUDGET_BLOCK_S)
		n = least(n, limit->per_s * BUDGET_BLOCK_S);
	return n;
}

/* What day and month leave; if that is nothing, `again` is set. */
static uint32_t usable(struct budget_spent *s, const struct list_budget *limit, bool manual,
		       struct instant now, struct budget_grant *g)
{
	uint32_t day, month;

	roll(s, now);
	day = left_of(limit->per_day, s->in_day, manual);
	month = left_of(limit->per_month, s->in_month, manual);
	if (day == 0 || month == 0)
		g->again = month == 0 ? next_month(s->day) : day_begin(s->day + 1);
	return least(day, month);
}

static void count(struct budget_spent *s, uint32_t n)
{
	s->in_day += n;
	s->in_month += n;
}

struct budget_grant budget_take(struct budget_spent *s, const struct list_budget *limit,
				uint32_t want, bool manual, struct instant now)
{
	struct budget_grant g = { .begin = now, .again = now };
	uint32_t left = usable(s, limit, manual, now, &g);

	if (left == 0)
		return g;
	if (instant_cmp(s->busy_until, instant_add(now, SPAN_S(BUSY_FAR_S))) > 0)
		s->busy_until = now;
	if (instant_cmp(s->busy_until, instant_add(now, SPAN_S(BUDGET_BLOCK_S))) > 0) {
		g.again = instant_add(s->busy_until, SPAN_S(-BUDGET_BLOCK_S));
		return g;
	}
	g.n = least(block_of(limit, want), left);
	if (limit->per_s) {
		if (instant_cmp(s->busy_until, now) > 0)
			g.begin = s->busy_until;
		s->busy_until = instant_add(g.begin, SPAN_US(g.n * US_PER_S / limit->per_s));
	}
	count(s, g.n);
	return g;
}

struct budget_grant budget_take_job(struct budget_spent *s, const struct list_budget *limit,
				    uint32_t want, bool manual, struct instant now)
{
	struct budget_grant g = { .begin = now, .again = now };

	g.n = least(want, usable(s, limit, manual, now, &g));
	count(s, g.n);
	return g;
}

static struct budget_grant take_one(struct budget_spent *s, uint32_t n,
				    const struct budget_want *want)
{
	return want->job ? budget_take_job(s, want->limit, n, want->manual, want->now)
			 : budget_take(s, want->limit, n, want->manual, want->now);
}

static struct instant later(struct instant a, struct instant b)
{
	return instant_cmp(a, b) > 0 ? a : b;
}

/* Tried on copies first, so that nothing is taken of one for what another refuses. */
struct budget_grant budget_take_each(struct budget_spent *s, size_t n,
				     const struct budget_want *want)
{
	struct budget_grant all = { want->n, want->now, want->now };

	for (size_t i = 0; i < n; i++) {
		struct budget_spent copy = s[i];
		struct budget_grant g = take_one(&copy, want->n, want);

		all.n = least(all.n, g.n);
		all.begin = later(all.begin, g.begin);
		if (g.n == 0)
			all.again = later(all.again, g.again);
	}
	for (size_t i = 0; i < n && all.n > 0; i++)
		(void)take_one(&s[i], all.n, want);
	return all;
}

static uint32_t lower(uint32_t a, uint32_t b)
{
	return a == 0 || (b != 0 && b < a) ? b : a;
}

struct list_budget budget_strictest(struct list_budget a, struct list_budget b)
{
	return (struct list_budget){ lower(a.per_s, b.per_s), lower(a.per_day, b.per_day),
				     lower(a.per_month, b.per_month) };
}

void budget_return(struct budget_spent *s, uint32_t n, struct instant when)
{
	int64_t day = day_of(when);

	if (day == s->day)
		s->in_day -= least(n, s->in_day);
	if (month_of(day) == s->month)
		s->in_month -= least(n, s->in_month);
}

uint32_t budget_left(const struct budget_spent *s, const struct list_budget *limit,
		     struct instant now)
{
	struct budget_spent at = *s;

	roll(&at, now);
	return least(left_of(limit->per_day, at.in_day, false),
		     left_of(limit->per_month, at.in_month, false));
}

static struct instant month_begin(int64_t day)
{
	int64_t month = month_of(day);

	while (month_of(day - 1) == month)
		day--;
	return day_begin(day);
}

/* Of a period's limit what its time so far, and an hour more, have earned and nobody has spent. */
static uint32_t earned(uint32_t limit, uint32_t spent, struct span gone, struct span whole)
{
	double share = (double)(gone.us + HOUR_S * US_PER_S) / (double)whole.us;
	double sum = without_reserve(limit) * (share < 1 ? share : 1);

	if (limit == 0)
		return UINT32_MAX;
	return sum > spent ? (uint32_t)(sum - spent) : 0;
}

uint32_t budget_even(const struct budget_spent *s, const struct list_budget *limit,
		     struct instant now)
{
	struct budget_spent at = *s;
	struct instant month, end;
	uint32_t day;

	roll(&at, now);
	month = month_begin(at.day);
	end = next_month(at.day);
	if (instant_cmp(now, day_begin(at.day)) < 0) /* the clock was set back */
		now = day_begin(at.day);
	day = earned(limit->per_day, at.in_day, instant_since(now, day_begin(at.day)),
		     SPAN_S((int64_t)DAY_S));
	return least(day, earned(limit->per_month, at.in_month, instant_since(now, month),
				 instant_since(end, month)));
}

/* Whole periods of `limit` questions that must pass before the last ones may go, in seconds,
 * and the rest at the pace. */
static double waits(uint64_t questions, uint32_t limit, double period_s, uint32_t per_s)
{
	uint64_t each = limit ? without_reserve(limit) : UINT64_MAX;
	uint64_t whole = (questions - 1) / each;
	uint64_t rest = questions - whole * each;

	return (double)whole * period_s + (per_s ? (double)rest / per_s : 0);
}

struct span budget_takes(const struct list_budget *limit, uint64_t questions)
{
	double s, more;

	if (questions == 0)
		return SPAN_S(0);
	s = waits(questions, limit->per_day, DAY_S, limit->per_s);
	more = waits(questions, limit->per_month, (double)DAY_S * MONTH_DAYS, limit->per_s);
	if (more > s)
		s = more;
	return s > 1e12 ? SPAN_S(INT64_C(1000000000000)) : SPAN_US((int64_t)(s * 1e6));
}
