/* Runs of addresses and the walk over them. */
#include "sweep/target.h"

#include "base/die.h"

#include <stdlib.h>

enum { V6_BITS = 64 };

void target_init(struct target *t)
{
	*t = (struct target){ 0 };
}

void target_done(struct target *t)
{
	free(t->range);
	target_init(t);
}

int target_add(struct target *t, struct str text, struct err *err)
{
	struct range r;

	die_if(t->sealed);
	if (range_parse(text, &r, err) < 0)
		return -1;
	if (t->n == TARGET_RANGES_MAX)
		return err_set(err, ERR_INPUT, "more than %u prefixes", TARGET_RANGES_MAX);
	if (t->n == t->cap) {
		t->cap = t->cap ? t->cap * 2 : 16;
		t->range = mem_grow(t->range, t->cap, sizeof(*t->range));
	}
	t->range[t->n++] = r;
	return 0;
}

int target_add_lines(struct target *t, struct str text, const char *name, struct err *err)
{
	struct str line;

	for (size_t number = 1; str_cut(&text, '\n', &line); number++) {
		line = str_trim(str_sub(line, 0, str_find(line, '#')));
		if (line.n && target_add(t, line, err) < 0)
			return err_in(err, "%s:%zu", name, number);
	}
	return 0;
}

static int by_place(const void *a, const void *b)
{
	const struct range *x = a;
	const struct range *y = b;

	if (x->lo.len != y->lo.len)
		return x->lo.len < y->lo.len ? -1 : 1;
	return ip_cmp(x->lo, y->lo);
}

/* True if nothing lies between `last` and `next`. */
static bool touches(struct range last, struct range next)
{
	if (last.lo.len != next.lo.len)
		return false;
	if (ip_cmp(next.lo, last.hi) <= 0)
		return true;
	return ip_eq(range_at(range_of_ip(last.hi), 1), next.lo);
}

static void merge(struct target *t)
{
	size_t kept = 0;

	if (t->n == 0)
		return;
	qsort(t->range, t->n, sizeof(*t->range), by_place);
	for (size_t i = 1; i < t->n; i++) {
		struct range *last = &t->range[kept];

		if (!touches(*last, t->range[i]))
			t->range[++kept] = t->range[i];
		else if (ip_cmp(t->range[i].hi, last->hi) > 0)
			last->hi = t->range[i].hi;
	}
	t->n = kept + 1;
}

int target_seal(struct target *t, struct err *err)
{
	merge(t);
	t->sealed = true;
	if (target_count4(t) > TARGET_V4_MAX)
		return err_set(err, ERR_INPUT, "more than %llu IPv4 addresses: sweep them in parts",
			       (unsigned long long)TARGET_V4_MAX);
	if (target_count6(t) > TARGET_V6_MAX)
		return err_set(err, ERR_INPUT,
			       "more than %llu IPv6 networks of 64 bits: name the ones in use",
			       (unsigned long long)TARGET_V6_MAX);
	return 0;
}

bool target_has(const struct target *t, struct ip ip)
{
	size_t lo = 0;
	size_t hi = t->n;

	while (lo <
	       hi) { /* the first run of this family, or a later one, that ends at ip or above */
		size_t mid = lo + (hi - lo) / 2;
		struct range r = t->range[mid];

		if (r.lo.len < ip.len || (r.lo.len == ip.len && ip_cmp(r.hi, ip) < 0))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < t->n && range_has(t->range[lo], ip);
}

/* Networks of `bits` bits that a run touches. */
static uint64_t networks(struct range r, unsigned bits)
{
	struct range whole = { range_of_prefix(r.lo, bits).lo, range_of_prefix(r.hi, bits).hi };
	struct ip_key lo = ip_key(whole.lo);
	struct ip_key hi = ip_key(whole.hi);
	unsigned shift = whole.lo.len * 8u - bits;
	uint64_t n;

	if (shift >= 64)
		n = (hi.hi - lo.hi) >> (shift - 64);
	else
		n = shift ? (hi.hi - lo.hi) << (64 - shift) | (hi.lo - lo.lo) >> shift
			  : hi.lo - lo.lo;
	if (shift > 0 && shift < 64 && (hi.hi - lo.hi) >> shift)
		return UINT64_MAX;
	return n == UINT64_MAX ? n : n + 1;
}

uint64_t target_steps(const struct target *t, unsigned bits4, unsigned bits6)
{
	uint64_t sum = 0;
	struct ip passed = { 0 };

	for (size_t i = 0; i < t->n; i++) {
		struct range r = t->range[i];
		unsigned bits = r.lo.len == 4 ? bits4 : bits6;
		uint64_t n;

		if (bits == 0)
			continue;
		n = networks(r, bits);
		if (passed.len == r.lo.len && ip_cmp(r.lo, passed) <= 0)
			n--;
		passed = range_of_prefix(r.hi, bits).hi;
		if (__builtin_add_overflow(sum, n, &sum))
			return UINT64_MAX;
	}
	return sum;
}

uint64_t target_count4(const struct target *t)
{
	return target_steps(t, 32, 0);
}

uint64_t target_count6(const struct target *t)
{
	return target_steps(t, 0, V6_BITS);
}

struct target_walk target_walk(unsigned bits4, unsigned bits6)
{
	return (struct target_walk){ .bits4 = bits4, .bits6 = bits6 };
}

static void next_range(struct target_walk *w)
{
	w->at++;
	w->next = (struct ip){ 0 };
}

bool target_next(const struct target *t, struct target_walk *w, struct ip *ask,
		 struct range *stands_for)
{
	die_if(!t->sealed);
	for (; w->at < t->n; next_range(w)) {
		struct range r = t->range[w->at];
		unsigned bits = r.lo.len == 4 ? w->bits4 : w->bits6;
		struct range net;

		if (bits == 0)
			continue;
		if (w->next.len == 0)
			w->next = r.lo;
		if (w->passed.len == r.lo.len && ip_cmp(w->next, w->passed) <= 0) {
			if (ip_cmp(r.hi, w->passed) <= 0)
				continue;
			w->next = range_at(range_of_ip(w->passed), 1);
		}
		net = range_of_prefix(w->next, bits);
		*ask = w->next;
		stands_for->lo = w->next;
		stands_for->hi = ip_cmp(net.hi, r.hi) < 0 ? net.hi : r.hi;
		w->passed = net.hi;
		if (ip_cmp(net.hi, r.hi) >= 0)
			next_range(w);
		else
			w->next = range_at(range_of_ip(net.hi), 1);
		return true;
	}
	return false;
}
