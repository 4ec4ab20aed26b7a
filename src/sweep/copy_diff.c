/* Two copies side by side: from each place where an answer changes to the next. */
#include "sweep/copy_diff.h"

#include "sweep/copy_data.h"

#include <stdlib.h>
#include <string.h>

struct codes {
	unsigned n;
	uint32_t a[COPY_FOUND_MAX];
};

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a;
	uint32_t y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static struct codes codes_at(const struct copy *c, struct ip ip)
{
	struct copy_found found;
	struct codes out = { 0 };
	unsigned kept = 0;

	copy_ip(c, 0, ip, &found);
	for (unsigned i = 0; i < found.n; i++)
		if (found.r[i].has_a)
			memcpy(&out.a[out.n++], found.r[i].a, sizeof(out.a[0]));
	qsort(out.a, out.n, sizeof(out.a[0]), by_number);
	for (unsigned i = 0; i < out.n; i++)
		if (kept == 0 || out.a[kept - 1] != out.a[i])
			out.a[kept++] = out.a[i];
	out.n = kept;
	return out;
}

static bool differ(const struct codes *was, const struct codes *is, enum copy_change_kind *kind)
{
	*kind = was->n == 0 ? COPY_BEGAN : is->n == 0 ? COPY_ENDED : COPY_CHANGED;
	return was->n != is->n || memcmp(was->a, is->a, was->n * sizeof(was->a[0])) != 0;
}

/* Shortens *until to the last address before the next change of any data set that holds
 * addresses of its family. */
static void shorten(const struct copy *c, struct ip at, struct ip_key *until)
{
	for (unsigned i = 0; i < c->zone[0].n; i++) {
		const struct copy_set *s = c->set[c->zone[0].set[i]];
		const struct copy_runs *r = at.len == 4 ? s->four : s->six;
		struct ip_key next;

		if (!r || !copy_runs_next(r, ip_key(at), &next))
			continue;
		next.hi -= next.lo == 0;
		next.lo--;
		if (ip_key_cmp(next, *until) < 0)
			*until = next;
	}
}

/* The last address up to which both copies answer as they do at `at`. */
static struct ip same_until(const struct copy *old, const struct copy *fresh, struct ip at,
			    struct ip hi)
{
	struct ip_key until = ip_key(hi);
	struct ip out;

	if (at.len == 4 && (old->zone[0].has_names || fresh->zone[0].has_names))
		return at; /* names may say anything about any address */
	shorten(old, at, &until);
	shorten(fresh, at, &until);
	out = ip_of_key(until);
	if (hi.len == 16 && out.len == 4) { /* a key of IPv4, but asked for as IPv6 */
		struct ip six = { .len = 16 };

		ip_raw(out, six.b);
		return six;
	}
	return out;
}

static size_t tell(const struct copy_watch *w, struct copy_change *open)
{
	if (open->run.lo.len == 0)
		return 0;
	w->tell(w->ctx, open);
	open->run.lo.len = 0;
	return 1;
}

static size_t diff_range(const struct copy *old, const struct copy *fresh,
			 const struct copy_watch *w, struct range ours)
{
	struct copy_change open = { .run = { .lo = { .len = 0 } } };
	struct ip at = ours.lo;
	size_t told = 0;

	for (;;) {
		struct codes was = codes_at(old, at);
		struct codes is = codes_at(fresh, at);
		struct ip until = same_until(old, fresh, at, ours.hi);
		enum copy_change_kind kind;
		bool changed = differ(&was, &is, &kind);

		if (!changed || kind != open.kind)
			told += tell(w, &open);
		if (changed && open.run.lo.len == 0)
			open = (struct copy_change){
				kind, {at, until}
			};
		open.run.hi = until;
		if (ip_eq(until, ours.hi))
			return told + tell(w, &open);
		at = range_at((struct range){ until, ours.hi }, 1);
	}
}

size_t copy_diff(const struct copy *old, const struct copy *fresh, const struct copy_watch *w)
{
	size_t told = 0;

	for (size_t i = 0; i < w->n; i++)
		told += diff_range(old, fresh, w, w->ours[i]);
	return told;
}
