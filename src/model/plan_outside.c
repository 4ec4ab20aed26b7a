/* Prefixes may lie in each other: sorted, and what lies in one before it left out, those that stay
 * are apart, and one search finds the only one that can cover a range. */
#include "model/plan_outside.h"

#include <stdlib.h>

/* As ours but for the plan: those it adds as well, and those it ends still. */
static size_t gather(const struct inventory *have, const struct import_plan *plan,
		     struct range *out)
{
	size_t n = 0;

	for (size_t i = 0; i < have->prefixes; i++)
		out[n++] = have->prefix[i].range;
	for (size_t i = 0; i < plan->changes; i++)
		if (plan->change[i].kind == INV_PREFIX && plan->change[i].op == IMPORT_ADD)
			out[n++] = plan->change[i].after.prefix->range;
	return n;
}

/* By their beginnings, the larger first. */
static int by_place(const void *a, const void *b)
{
	const struct range *x = a;
	const struct range *y = b;
	int order = ip_cmp(x->lo, y->lo);

	return order ? order : ip_cmp(y->hi, x->hi);
}

static size_t leave_outermost(struct range *r, size_t n)
{
	size_t left = 0;

	qsort(r, n, sizeof(*r), by_place);
	for (size_t i = 0; i < n; i++)
		if (left == 0 || !range_within(r[i], r[left - 1]))
			r[left++] = r[i];
	return left;
}

static bool is_covered(const struct range *r, size_t n, struct range what)
{
	size_t lo = 0;
	size_t hi = n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (ip_cmp(r[mid].lo, what.lo) <= 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo > 0 && range_within(what, r[lo - 1]);
}

size_t plan_outside(const struct inventory *have, const struct import_plan *plan,
		    struct arena *turn, const struct import_change **first)
{
	struct range *ours = arena_new(
		turn, have->prefixes + plan->count[INV_PREFIX][IMPORT_ADD] + 1, sizeof(*ours));
	size_t n = leave_outermost(ours, gather(have, plan, ours));
	size_t outside = 0;

	*first = NULL;
	for (size_t i = 0; i < plan->changes && n > 0; i++) {
		const struct import_change *c = &plan->change[i];

		if (c->kind != INV_TENANCY || c->op != IMPORT_ADD ||
		    is_covered(ours, n, c->after.tenancy->range))
			continue;
		if (outside++ == 0)
			*first = c;
	}
	return outside;
}
