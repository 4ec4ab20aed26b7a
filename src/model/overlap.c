/* A walk over all tenancies by address: those of one range stand together, and the groups that
 * reach over the current address are kept at hand. */
#include "model/overlap.h"

#include "base/die.h"

#include <stdlib.h>

struct group {
	size_t from, to; /* in the sorted order */
	struct range range;
};

struct walk {
	const struct tenancy *const *tenancy;
	uint32_t *order;
	struct group *open;
	size_t opens, room;
	overlap_fn *tell;
	void *ctx;
};

bool overlap_in_time(struct instant from_a, struct instant until_a, struct instant from_b,
		     struct instant until_b)
{
	return instant_cmp(from_a, until_b) < 0 && instant_cmp(from_b, until_a) < 0;
}

static bool same_time(const struct tenancy *a, const struct tenancy *b)
{
	return overlap_in_time(a->from, a->until, b->from, b->until);
}

static bool ports_meet(struct ports a, struct ports b)
{
	return a.lo <= b.hi && b.lo <= a.hi;
}

/* One lies in the other and is smaller. */
static bool ports_nest(struct ports a, struct ports b)
{
	return (a.lo != b.lo || a.hi != b.hi) &&
	       ((a.lo >= b.lo && a.hi <= b.hi) || (b.lo >= a.lo && b.hi <= a.hi));
}

static int by_address(const void *a, const void *b, void *ctx)
{
	const struct tenancy *const *t = ctx;
	const struct tenancy *x = t[*(const uint32_t *)a];
	const struct tenancy *y = t[*(const uint32_t *)b];
	int d = x->range.lo.len - y->range.lo.len;

	if (d == 0)
		d = ip_cmp(x->range.lo, y->range.lo);
	if (d == 0)
		d = ip_cmp(y->range.hi, x->range.hi);
	if (d == 0)
		d = instant_cmp(x->from, y->from);
	if (d == 0)
		d = *(const uint32_t *)a < *(const uint32_t *)b ? -1 : 1;
	return d;
}

static void tell(const struct walk *w, size_t a, size_t b)
{
	w->tell(w->ctx, w->order[a], w->order[b]);
}

/* Within one range, by rising beginnings: only what has not ended can meet the next. */
static void check_group(const struct walk *w, const struct group *g)
{
	size_t first = g->from;

	for (size_t i = g->from; i < g->to; i++) {
		const struct tenancy *x = w->tenancy[w->order[i]];
		bool before = true;

		for (size_t k = first; k < i; k++) {
			const struct tenancy *y = w->tenancy[w->order[k]];

			if (same_time(x, y) && ports_meet(x->ports, y->ports) &&
			    !ports_nest(x->ports, y->ports))
				tell(w, k, i);
			/* what ended at the beginning of the row is done with */
			if (before && instant_cmp(y->until, x->from) <= 0)
				first = k + 1;
			else
				before = false;
		}
	}
}

static void check_groups(const struct walk *w, const struct group *a, const struct group *b)
{
	for (size_t i = a->from; i < a->to; i++) {
		for (size_t k = b->from; k < b->to; k++) {
			const struct tenancy *x = w->tenancy[w->order[i]];
			const struct tenancy *y = w->tenancy[w->order[k]];

			if (same_time(x, y) && ports_meet(x->ports, y->ports))
				tell(w, i, k);
		}
	}
}

static void enter_group(struct walk *w, const struct group *g)
{
	size_t kept = 0;

	for (size_t i = 0; i < w->opens; i++) {
		struct group *o = &w->open[i];

		if (!range_overlaps(o->range, g->range))
			continue;
		if (!range_within(g->range, o->range))
			check_groups(w, o, g);
		w->open[kept++] = *o;
	}
	w->opens = kept;
	if (w->opens == w->room) {
		w->room = w->room ? 2 * w->room : 32;
		w->open = mem_grow(w->open, w->room, sizeof(*w->open));
	}
	w->open[w->opens++] = *g;
}

void overlap_find(const struct tenancy *const *tenancy, size_t n, overlap_fn *say, void *ctx)
{
	struct walk w = { .tenancy = tenancy, .tell = say, .ctx = ctx };
	size_t from = 0;

	w.order = mem_new(n + 1, sizeof(*w.order));
	for (size_t i = 0; i < n; i++)
		w.order[i] = (uint32_t)i;
	qsort_r(w.order, n, sizeof(*w.order), by_address, (void *)tenancy);
	while (from < n) {
		struct group g = { .from = from,
				   .to = from,
				   .range = tenancy[w.order[from]]->range };

		while (g.to < n && ip_eq(tenancy[w.order[g.to]]->range.lo, g.range.lo) &&
		       ip_eq(tenancy[w.order[g.to]]->range.hi, g.range.hi))
			g.to++;
		check_group(&w, &g);
		enter_group(&w, &g);
		from = g.to;
	}
	free(w.order);
	free(w.open);
}
