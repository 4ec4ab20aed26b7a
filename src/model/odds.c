/* The window of time is cut where anything begins or ends; in between all is smooth, and is
 * summed up by Gauss and Legendre's three points, exact up to the fifth power. */
#include "model/odds.h"

#include "base/die.h"
#include "model/holder.h"

#include <math.h>
#include <stdlib.h>

enum { CUTS_STACK = 64 };

struct window {
	struct instant at;
	double skew; /* seconds, not negative */
};

/* Seconds from the middle of the window. */
static double place(const struct window *w, struct instant t)
{
	if (t.us == INT64_MAX)
		return INFINITY;
	if (t.us == INT64_MIN)
		return -INFINITY;
	return (double)instant_since(t, w->at).us / 1e6;
}

static bool unknown(struct span gap)
{
	return gap.us == GAP_UNKNOWN.us;
}

static double seconds(struct span s)
{
	return (double)s.us / 1e6;
}

/* How far something that happens in (end - gap, end] has happened by `t`. */
static double passed(double t, double end, double gap)
{
	if (t >= end)
		return 1;
	if (gap <= 0 || t <= end - gap)
		return 0;
	return (t - (end - gap)) / gap;
}

static double begun(const struct window *w, const struct odds_part *p, double t)
{
	double from = place(w, p->from);

	if (!unknown(p->from_gap))
		return passed(t, from, seconds(p->from_gap));
	return t >= from ? 1 : exp2((t - from) / seconds(HOLDER_UNSEEN_HALF));
}

static double present(const struct window *w, const struct odds_part *p, double t)
{
	double ended = passed(t, place(w, p->until), seconds(p->until_gap));

	return begun(w, p, t) * (1 - ended);
}

bool odds_touches(const struct odds_part *part, struct instant at, struct span skew)
{
	struct window w = { at, seconds(skew) };

	return place(&w, part->until) > -w.skew &&
	       (unknown(part->from_gap) ||
		place(&w, part->from) - seconds(part->from_gap) <= w.skew);
}

/* Adds `weight` times the odds at `t` to every part; returns that of nobody. */
static double add_at(const struct window *w, struct odds_part *part, size_t n, double t,
		     double weight)
{
	double left = weight;
	size_t from = 0;

	while (from < n) {
		size_t to = from;
		double sum = 0;
		double scale;

		while (to < n && part[to].level == part[from].level)
			sum += present(w, &part[to++], t);
		scale = sum > 1 ? left / sum : left;
		for (size_t i = from; i < to; i++)
			part[i].odds += scale * present(w, &part[i], t);
		left -= scale * sum;
		from = to;
	}
	return left > 0 ? left : 0;
}

static size_t add_cut(const struct window *w, double *cut, size_t n, double t)
{
	if (t > -w->skew && t < w->skew)
		cut[n++] = t;
	return n;
}

static size_t cuts_of(const struct window *w, const struct odds_part *p, double *cut, size_t n)
{
	double from = place(w, p->from);
	double until = place(w, p->until);

	n = add_cut(w, cut, n, from);
	n = add_cut(w, cut, n, until);
	if (!unknown(p->from_gap) && p->from_gap.us)
		n = add_cut(w, cut, n, from - seconds(p->from_gap));
	if (p->until_gap.us)
		n = add_cut(w, cut, n, until - seconds(p->until_gap));
	return n;
}

static int by_place(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

static double add_between(const struct window *w, struct odds_part *part, size_t n, double lo,
			  double hi)
{
	static const double point[] = { -0.7745966692414834, 0, 0.7745966692414834 };
	static const double share[] = { 5.0 / 18, 8.0 / 18, 5.0 / 18 };
	double weight = (hi - lo) / (2 * w->skew);
	double nobody = 0;

	for (size_t i = 0; i < LEN(point); i++)
		nobody += add_at(w, part, n, (lo + hi) / 2 + point[i] * (hi - lo) / 2,
				 weight * share[i]);
	return nobody;
}

double odds_spread(struct odds_part *part, size_t n, struct instant at, struct span skew)
{
	struct window w = { at, skew.us > 0 ? seconds(skew) : 0 };
	double stack[CUTS_STACK];
	double *cut = n * 4 + 2 <= CUTS_STACK ? stack : mem_new(n * 4 + 2, sizeof(*cut));
	double nobody = 0;
	size_t cuts = 0;

	for (size_t i = 0; i < n; i++)
		part[i].odds = 0;
	if (w.skew <= 0) {
		nobody = add_at(&w, part, n, 0, 1);
	} else {
		cut[cuts++] = -w.skew;
		for (size_t i = 0; i < n; i++)
			cuts = cuts_of(&w, &part[i], cut, cuts);
		cut[cuts++] = w.skew;
		qsort(cut, cuts, sizeof(*cut), by_place);
		for (size_t i = 0; i + 1 < cuts; i++)
			nobody += add_between(&w, part, n, cut[i], cut[i + 1]);
	}
	if (cut != stack)
		free(cut);
	return nobody;
}

static unsigned doubt_at(const struct window *w, struct instant t, struct span gap)
{
	double end = place(w, t);

	if (gap.us == 0)
		return end > -w->skew && end < w->skew ? ODDS_NEAR_BOUNDARY : 0;
	return end > -w->skew && end - seconds(gap) < w->skew ? ODDS_BETWEEN_SNAPSHOTS : 0;
}

unsigned odds_doubt(const struct odds_part *part, size_t n, struct instant at, struct span skew)
{
	struct window w = { at, skew.us > 0 ? seconds(skew) : 0 };
	unsigned doubt = 0;

	for (size_t i = 0; i < n; i++) {
		if (part[i].odds < ODDS_LEAST)
			continue;
		doubt |= doubt_at(&w, part[i].until, part[i].until_gap);
		if (!unknown(part[i].from_gap))
			doubt |= doubt_at(&w, part[i].from, part[i].from_gap);
		else if (place(&w, part[i].from) > -w.skew)
			doubt |= ODDS_UNSEEN;
	}
	return doubt;
}
