/* Matching hits and clean runs with listings: both sorted, each looked up in the other. */
#include "model/heard_plan.h"

#include <stdlib.h>

struct known {
	const struct listing *listing;
	bool hit;
};

struct draft {
	struct arena *arena;
	const struct heard *heard;
	const struct heard_how *how;
	struct known *known; /* sorted by what they speak of, the latest of each last */
	size_t n;
	struct heard_run *clean; /* sorted */
	struct heard_plan *out;
};

static int place_cmp(struct range a, struct str a_name, struct range b, struct str b_name)
{
	int c = (int)a.lo.len - (int)b.lo.len;

	if (c == 0 && a.lo.len)
		c = ip_cmp(a.lo, b.lo);
	if (c == 0 && a.lo.len)
		c = ip_cmp(a.hi, b.hi);
	return c ? c : str_cmp(a_name, b_name);
}

static int known_cmp(const void *a, const void *b)
{
	const struct listing *x = ((const struct known *)a)->listing;
	const struct listing *y = ((const struct known *)b)->listing;
	int c = place_cmp(x->about, x->name, y->about, y->name);

	if (c)
		return c;
	return x->id < y->id ? -1 : x->id > y->id;
}

static int run_cmp(const void *a, const void *b)
{
	const struct heard_run *x = a;
	const struct heard_run *y = b;
	int c = (int)x->run.lo.len - (int)y->run.lo.len;

	return c ? c : ip_cmp(x->run.lo, y->run.lo);
}

/* The latest listing of what the hit speaks of; NULL if there is none. */
static struct known *known_of(const struct draft *d, const struct heard_hit *hit)
{
	size_t lo = 0;
	size_t hi = d->n;
	const struct listing *l;

	while (lo < hi) { /* the first that stands behind the place */
		size_t mid = lo + (hi - lo) / 2;

		l = d->known[mid].listing;
		if (place_cmp(l->about, l->name, hit->about, hit->name) <= 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == 0)
		return NULL;
	l = d->known[lo - 1].listing;
	return place_cmp(l->about, l->name, hit->about, hit->name) == 0 ? &d->known[lo - 1] : NULL;
}

static bool in_clean_run(const struct draft *d, struct range about)
{
	size_t lo = 0;
	size_t hi = d->heard->cleans;

	while (lo < hi) { /* the first of this family, or a later one, that does not end before */
		size_t mid = lo + (hi - lo) / 2;
		struct range run = d->clean[mid].run;

		if (run.lo.len < about.lo.len ||
		    (run.lo.len == about.lo.len && ip_cmp(run.hi, about.lo) < 0))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < d->heard->cleans && range_overlaps(d->clean[lo].run, about);
}

static bool is_clean(const struct draft *d, const struct listing *l)
{
	if (l->about.lo.len)
		return in_clean_run(d, l->about);
	for (size_t i = 0; i < d->heard->clean_names; i++)
		if (str_eq(d->heard->clean_name[i], l->name))
			return true;
	return false;
}

static struct heard_row *add(struct draft *d, const struct listing *l)
{
	struct heard_row *row = &d->out->row[d->out->rows++];

	*row = (struct heard_row){ .listing = *l };
	return row;
}

static void take_hit(struct draft *d, const struct heard_hit *hit)
{
	struct known *k = known_of(d, hit);
	struct heard_row *row;
	struct listing fresh;
	enum listing_change change;

	if (k && k->hit)
		return; /* said twice */
	if (k && !listing_is_over(k->listing, d->heard->ended, d->how->rules)) {
		k->hit = true;
		row = add(d, k->listing);
		row->change = listing_listed(&row->listing, d->heard, hit, d->how->rules);
		return;
	}
	if (k)
		k->hit = true;
	fresh = listing_first(d->heard, hit, d->how->rules, &change);
	fresh.baseline = d->how->baseline;
	row = add(d, &fresh);
	row->change = change;
	d->out->fresh++;
}

static void sort(struct draft *d, const struct listing *have, size_t n)
{
	d->known = arena_new(d->arena, n, sizeof(*d->known));
	d->n = n;
	for (size_t i = 0; i < n; i++)
		d->known[i].listing = &have[i];
	if (n)
		qsort(d->known, n, sizeof(*d->known), known_cmp);
	d->clean = arena_new(d->arena, d->heard->cleans, sizeof(*d->clean));
	for (size_t i = 0; i < d->heard->cleans; i++)
		d->clean[i] = d->heard->clean[i];
	if (d->heard->cleans)
		qsort(d->clean, d->heard->cleans, sizeof(*d->clean), run_cmp);
}

void heard_plan(struct arena *arena, const struct heard *h, const struct heard_how *how,
		struct heard_plan *out)
{
	struct draft d = { .arena = arena, .heard = h, .how = how, .out = out };
	size_t n = how->n;

	*out = (struct heard_plan){ .row = arena_new(arena, h->hits + how->n, sizeof(*out->row)) };
	sort(&d, how->have, n);
	for (size_t i = 0; i < h->hits; i++)
		take_hit(&d, &h->hit[i]);
	for (size_t i = 0; i < n; i++) {
		struct heard_row *row;

		if (d.known[i].hit || d.known[i].listing->state == LISTING_DROPPED ||
		    !is_clean(&d, d.known[i].listing))
			continue;
		row = add(&d, d.known[i].listing);
		row->change = listing_clean(&row->listing, h, how->rules);
	}
}

bool heard_plan_moved(const struct heard_plan *p)
{
	for (size_t i = 0; i < p->rows; i++)
		switch (p->row[i].change) {
		case LISTING_RETURNED:
		case LISTING_RECODED:
		case LISTING_FADED:
		case LISTING_LIVES:
		case LISTING_VANISHED:
			return true;
		case LISTING_NOTHING:
		case LISTING_APPEARED:
		case LISTING_BEGAN:
		case LISTING_ENDED_NOW:
		case LISTING_CHANGES:
			break;
		}
	return false;
}

void heard_plan_hold(struct heard_plan *p)
{
	for (size_t i = 0; i < p->rows; i++) {
		enum listing_change c = p->row[i].change;

		if (c == LISTING_APPEARED || c == LISTING_BEGAN || c == LISTING_RETURNED)
			p->row[i].listing.held = true;
	}
}
