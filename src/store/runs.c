/* Sorting, joining and searching ranges. */
#include "store/runs.h"

#include <stdlib.h>

static int by_place(const void *a, const void *b)
{
	const struct range *x = a;
	const struct range *y = b;
	int d = ip_cmp(x->lo, y->lo);

	return d ? d : ip_cmp(x->hi, y->hi);
}

size_t runs_tidy(struct range *run, size_t n)
{
	size_t kept = 0;

	if (n)
		qsort(run, n, sizeof(*run), by_place);
	for (size_t i = 0; i < n; i++) {
		if (kept == 0 || ip_cmp(run[i].lo, run[kept - 1].hi) > 0)
			run[kept++] = run[i];
		else if (ip_cmp(run[i].hi, run[kept - 1].hi) > 0)
			run[kept - 1].hi = run[i].hi;
	}
	return kept;
}

/* Of tidy runs the last that begins at or before the end of `r` reaches farthest. */
bool runs_meet(const struct range *run, size_t n, struct range r)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (ip_cmp(run[mid].lo, r.hi) <= 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo > 0 && ip_cmp(run[lo - 1].hi, r.lo) >= 0;
}

size_t runs_bridge(const struct range *run, size_t n, uint64_t most, struct range *out)
{
	size_t made = 0;

	for (size_t i = 0; i < n; i++) {
		struct range *last = &out[made - (made > 0)];

		if (made && last->hi.len == run[i].lo.len &&
		    range_size((struct range){ last->hi, run[i].lo }) - 2 <= most)
			last->hi = run[i].hi;
		else
			out[made++] = run[i];
	}
	return made;
}
