/* Odds: cases that can be worked out by hand, and sums. */
#include "base/rng.h"
#include "model/holder.h"
#include "model/odds.h"
#include "unit.h"

#include <math.h>

/* seconds; until -1 is for ever; from_gap -1 is unknown */
static const struct {
	const char *label;
	struct {
		int from, until, from_gap, until_gap;
		unsigned level;
	} part[2];
	int at, skew;
	double odds[2];
	unsigned doubt;
} by_hand[] = {
	{"in the middle",				       { { 0, 1000, 0, 0, 0 }, { 1000, -1, 0, 0, 0 } }, 500,  100, { 1, 0 }, 0},
	{ "on the boundary",
         { { 0, 1000, 0, 0, 0 }, { 1000, -1, 0, 0, 0 } },
         1000,													 100,
         { 0.5, 0.5 },
         ODDS_NEAR_BOUNDARY													    },
	{ "a quarter over it",
         { { 0, 1000, 0, 0, 0 }, { 1000, -1, 0, 0, 0 } },
         1050,													 100,
         { 0.25, 0.75 },
         ODDS_NEAR_BOUNDARY													    },
	{ "just out of reach",
         { { 0, 1000, 0, 0, 0 }, { 1000, -1, 0, 0, 0 } },
         1100,													 100,
         { 0, 1 },
         0															     },
	{ "no skew",					    { { 0, 1000, 0, 0, 0 }, { 1000, -1, 0, 0, 0 } }, 1000, 0,   { 0, 1 }, 0},
	{ "in the middle of a gap",
         { { 0, 1000, 0, 400, 0 }, { 1000, -1, 400, 0, 0 } },
         800,													  100,
         { 0.5, 0.5 },
         ODDS_BETWEEN_SNAPSHOTS													},
	{ "a quarter into a gap, no skew",
         { { 0, 1000, 0, 400, 0 }, { 1000, -1, 400, 0, 0 } },
         700,													  0,
         { 0.75, 0.25 },
         ODDS_BETWEEN_SNAPSHOTS													},
	{ "where a gap begins: an eighth of the window's half",
         { { 0, 1000, 0, 400, 0 }, { 1000, -1, 400, 0, 0 } },
         600,													  100,
         { 0.9375, 0.0625 },
         ODDS_BETWEEN_SNAPSHOTS													},
	{ "the lower level goes first",
         { { 500, 1000, 0, 0, 0 }, { 0, -1, 0, 0, 1 } },
         500,													  100,
         { 0.5, 0.5 },
         ODDS_NEAR_BOUNDARY													    },
	{ "a boundary in the shadow is none",
         { { 0, -1, 0, 0, 0 }, { 500, 600, 0, 0, 1 } },
         500,													  100,
         { 1, 0 },
         0															     },
	{ "unseen, half a life ago",
         { { 90 * 86400, -1, -1, 0, 0 }, { -5, -4, 0, 0, 0 } },
         0,													    0,
         { 0.5, 0 },
         ODDS_UNSEEN														   },
	{ "two that contradict share",
         { { 0, -1, 0, 0, 0 }, { 0, -1, 0, 0, 0 } },
         500,													  100,
         { 0.5, 0.5 },
         0															     },
};

static void odds_are_as_by_hand(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(by_hand); i++) {
		struct instant at = { by_hand[i].at * INT64_C(1000000) };
		struct odds_part p[2];
		double nobody;

		for (size_t k = 0; k < 2; k++) {
			p[k] = (struct odds_part){
				.from = { by_hand[i].part[k].from * INT64_C(1000000) },
				.until = { by_hand[i].part[k].until * INT64_C(1000000) },
				.from_gap = SPAN_S(by_hand[i].part[k].from_gap),
				.until_gap = SPAN_S(by_hand[i].part[k].until_gap),
				.level = by_hand[i].part[k].level,
			};
			if (by_hand[i].part[k].until == -1)
				p[k].until = WHEN_NEVER;
			if (by_hand[i].part[k].from_gap == -1)
				p[k].from_gap = GAP_UNKNOWN;
		}
		nobody = odds_spread(p, 2, at, SPAN_S(by_hand[i].skew));
		for (size_t k = 0; k < 2; k++)
			if (fabs(p[k].odds - by_hand[i].odds[k]) > 1e-9)
				fail_msg("%s: %f and %f", by_hand[i].label, p[0].odds, p[1].odds);
		assert_true(fabs(p[0].odds + p[1].odds + nobody - 1) < 1e-9);
		if (odds_doubt(p, 2, at, SPAN_S(by_hand[i].skew)) != by_hand[i].doubt)
			fail_msg("%s: doubt", by_hand[i].label);
	}
}

/* How far a part is there at `t`, written down once more in the plainest way. */
static double there(const struct odds_part *p, double t)
{
	double from = (double)p->from.us / 1e6;
	double until = (double)p->until.us / 1e6;
	double fg = (double)p->from_gap.us / 1e6;
	double ug = (double)p->until_gap.us / 1e6;
	double b = t >= from ? 1 : t < from - fg ? 0 : (t - from + fg) / fg;
	double e = t >= until ? 1 : t < until - ug ? 0 : (t - until + ug) / ug;

	return b * (1 - e);
}

/* The window in 20,000 slices. */
static void by_slices(const struct odds_part *p, size_t n, double at, double skew, double *odds)
{
	enum { SLICES = 20000 };

	for (size_t k = 0; k < n; k++)
		odds[k] = 0;
	for (int i = 0; i < SLICES; i++) {
		double t = at - skew + (i + 0.5) * 2 * skew / SLICES;
		double left = 1;

		for (size_t k = 0; k < n;) {
			double sum = 0;
			size_t end = k;

			while (end < n && p[end].level == p[k].level)
				sum += there(&p[end++], t);
			for (; k < end; k++)
				odds[k] += left * there(&p[k], t) / (sum > 1 ? sum : 1) / SLICES;
			left *= 1 - (sum > 1 ? 1 : sum);
		}
	}
}

static void odds_are_as_by_slices(void **state)
{
	struct rng rng = rng_of(11);

	(void)state;
	for (unsigned round = 0; round < unit_share(300); round++) {
		size_t n = 1 + rng_below(&rng, 6);
		struct odds_part p[6];
		double want[6];
		double sum;
		unsigned level = 0;

		for (size_t k = 0; k < n; k++) {
			int64_t a = (int64_t)rng_below(&rng, 4000);

			level += (unsigned)rng_below(&rng, 2);
			p[k] = (struct odds_part){
				.from = { a * 1000000 },
				.until = { (a + 1 + (int64_t)rng_below(&rng, 2000)) * 1000000 },
				.from_gap = SPAN_S(rng_below(&rng, 3) * 200),
				.until_gap = SPAN_S(rng_below(&rng, 3) * 200),
				.level = level
			};
		}
		sum = odds_spread(p, n, (struct instant){ INT64_C(2000000000) }, SPAN_S(900));
		by_slices(p, n, 2000, 900, want);
		for (size_t k = 0; k < n; k++) {
			/* sums above one are smooth no more: there the three points are near only
			 */
			if (fabs(p[k].odds - want[k]) > 0.01)
				fail_msg("round %u: %f, by slices %f", round, p[k].odds, want[k]);
			sum += p[k].odds;
		}
		assert_true(fabs(sum - 1) < 1e-9);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(odds_are_as_by_hand),
		cmocka_unit_test(odds_are_as_by_slices),
	};

	return cmocka_run_group_tests_name("model/odds", tests, NULL, NULL);
}
