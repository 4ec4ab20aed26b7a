/* Runs: entries sorted by their beginning, one walk with a heap of ends, compact results. */
#include "sweep/copy_runs.h"

#include "base/die.h"

#include <stdlib.h>
#include <string.h>

enum { TOP = 65536, RANKS = 129, DENSE_MIN = 16 };

#define DENSE (UINT32_C(1) << 31) /* in `top`: the number of a dense network */

#define FOUR (UINT64_C(0xffff) << 32) /* keys of IPv4 addresses lie below this one */

/* IPv4 entries are kept short: there may be tens of millions. */
struct entry4 {
	uint32_t lo, hi, answer;
	uint8_t rank;
};

struct entry6 {
	struct ip_key lo, hi;
	uint32_t answer;
	uint8_t rank;
};

/* A network of 16 bits in which much changes has a table of its own, of parts so small that there
 * are about two changes in each. */
struct dense {
	uint32_t from, n; /* changes before it, and in it */
	uint32_t part;    /* in `part`: changes in it before each of its parts, modulo 2^16 */
	unsigned shift;   /* a part holds 2^shift addresses */
};

struct copy_runs {
	bool six;
	size_t n, cap; /* entries while loading, then changes */
	void *entry;
	uint32_t *top; /* IPv4: changes before each upper half, TOP + 1 of them; or DENSE */
	struct dense *dense;
	uint32_t denses;
	uint16_t *part;
	uint32_t parts;
	uint16_t *low;      /* IPv4: the lower half of where */
	struct ip_key *key; /* IPv6: where */
	uint32_t *answer;   /* from there on */
};

struct copy_runs *copy_runs_new(bool six)
{
	struct copy_runs *r = mem_new(1, sizeof(*r));

	r->six = six;
	return r;
}

void copy_runs_free(struct copy_runs *r)
{
	if (!r)
		return;
	free(r->entry);
	free(r->top);
	free(r->dense);
	free(r->part);
	free(r->low);
	free(r->key);
	free(r->answer);
	free(r);
}

void copy_runs_add(struct copy_runs *r, const struct copy_entry *e)
{
	size_t size = r->six ? sizeof(struct entry6) : sizeof(struct entry4);

	if (r->n == r->cap) {
		r->cap = r->cap ? r->cap + r->cap / 2 : 256;
		r->entry = mem_grow(r->entry, r->cap, size);
	}
	if (r->six)
		((struct entry6 *)r->entry)[r->n] =
			(struct entry6){ e->lo, e->hi, e->answer, (uint8_t)e->rank };
	else
		((struct entry4 *)r->entry)[r->n] =
			(struct entry4){ (uint32_t)e->lo.lo, (uint32_t)e->hi.lo, e->answer,
					 (uint8_t)e->rank };
	r->n++;
}

static struct copy_entry entry_at(const struct copy_runs *r, size_t i)
{
	if (r->six) {
		const struct entry6 *e = (const struct entry6 *)r->entry + i;

		return (struct copy_entry){ e->lo, e->hi, e->answer, e->rank };
	}
	const struct entry4 *e = (const struct entry4 *)r->entry + i;

	return (struct copy_entry){
		{0,  FOUR | e->lo},
                { 0, FOUR | e->hi},
                e->answer, e->rank
	};
}

/* Sorting keeps the order of the file among equals: the first of them may count. */
static bool is_sorted(const struct copy_runs *r)
{
	for (size_t i = 1; i < r->n; i++)
		if (ip_key_cmp(entry_at(r, i - 1).lo, entry_at(r, i).lo) > 0)
			return false;
	return true;
}

static void sort4(struct copy_runs *r)
{
	struct entry4 *from = r->entry;
	struct entry4 *to = mem_new(r->n, sizeof(*to));

	for (unsigned shift = 0; shift < 32; shift += 8) {
		size_t at[257] = { 0 };
		struct entry4 *swap = from;

		for (size_t i = 0; i < r->n; i++)
			at[(from[i].lo >> shift & 255) + 1]++;
		for (unsigned b = 0; b < 256; b++)
			at[b + 1] += at[b];
		for (size_t i = 0; i < r->n; i++)
			to[at[from[i].lo >> shift & 255]++] = from[i];
		from = to;
		to = swap;
	}
	free(to);
	r->entry = from;
}

static void merge6(const struct entry6 *from, struct entry6 *to, size_t mid, size_t n)
{
	size_t a = 0;
	size_t b = mid;

	for (size_t i = 0; i < n; i++) {
		bool left = b == n || (a < mid && ip_key_cmp(from[a].lo, from[b].lo) <= 0);

		to[i] = left ? from[a++] : from[b++];
	}
}

static void sort6(struct copy_runs *r)
{
	struct entry6 *from = r->entry;
	struct entry6 *to = mem_new(r->n, sizeof(*to));

	for (size_t step = 1; step < r->n; step *= 2) {
		struct entry6 *swap = from;

		for (size_t i = 0; i < r->n; i += 2 * step) {
			size_t left = r->n - i;

			merge6(from + i, to + i, left < step ? left : step,
			       left < 2 * step ? left : 2 * step);
		}
		from = to;
		to = swap;
	}
	free(to);
	r->entry = from;
}

/* What of one rank holds at the place where the walk stands. */
struct held {
	unsigned n, excluded;
	unsigned cap;
	struct {
		uint32_t answer, times;
	} * v;
};

struct walk {
	bool first;
	int highest; /* rank */
	struct copy_values *values;
	struct held rank[RANKS];
	struct copy_entry *heap; /* entries that hold, the one that ends first on top */
	size_t n, cap;
	uint32_t last; /* answer of the last change */
};

static void heap_add(struct walk *w, const struct copy_entry *e)
{
	size_t i = w->n++;

	if (w->n > w->cap) {
		w->cap = w->cap ? w->cap * 2 : 64;
		w->heap = mem_grow(w->heap, w->cap, sizeof(*w->heap));
	}
	while (i > 0 && ip_key_cmp(e->hi, w->heap[(i - 1) / 2].hi) < 0) {
		w->heap[i] = w->heap[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	w->heap[i] = *e;
}

static struct copy_entry heap_take(struct walk *w)
{
	struct copy_entry top = w->heap[0];
	struct copy_entry e = w->heap[--w->n];
	size_t i = 0;

	for (;;) {
		size_t child = 2 * i + 1;

		if (child + 1 < w->n && ip_key_cmp(w->heap[child + 1].hi, w->heap[child].hi) < 0)
			child++;
		if (child >= w->n || ip_key_cmp(e.hi, w->heap[child].hi) <= 0)
			break;
		w->heap[i] = w->heap[child];
		i = child;
	}
	w->heap[i] = e;
	return top;
}

/* False if too many different ones hold at once. */
static bool begin(struct walk *w, const struct copy_entry *e)
{
	struct held *h = &w->rank[e->rank];
	unsigned i = 0;

	if (w->first && (h->n || h->excluded))
		return true;
	if ((int)e->rank > w->highest)
		w->highest = (int)e->rank;
	heap_add(w, e);
	if (e->answer == COPY_ANSWER_EXCLUDED) {
		h->excluded++;
		return true;
	}
	while (i < h->n && h->v[i].answer != e->answer)
		i++;
	if (i == COPY_OVERLAP_MAX)
		return false;
	if (i == h->cap) {
		h->cap = h->cap ? h->cap * 2 : 4;
		h->v = mem_grow(h->v, h->cap, sizeof(*h->v));
	}
	if (i == h->n) {
		h->v[i].answer = e->answer;
		h->v[i].times = 0;
		h->n++;
	}
	h->v[i].times++;
	return true;
}

static void end(struct walk *w, const struct copy_entry *e)
{
	struct held *h = &w->rank[e->rank];

	if (e->answer == COPY_ANSWER_EXCLUDED) {
		h->excluded--;
		return;
	}
	for (unsigned i = 0; i < h->n; i++) {
		if (h->v[i].answer != e->answer)
			continue;
		if (--h->v[i].times == 0)
			h->v[i] = h->v[--h->n];
		return;
	}
}

static bool answer_here(struct walk *w, uint32_t *answer)
{
	uint32_t one[COPY_ANSWER_MAX];
	unsigned n = 0;

	*answer = COPY_ANSWER_NONE;
	if (w->n == 0)
		return true;
	for (int rank = w->highest; rank >= 0; rank--) {
		const struct held *h = &w->rank[rank];

		if (h->excluded)
			return true;
		if (h->n == 0)
			continue;
		while (n < h->n && n < COPY_ANSWER_MAX) {
			one[n] = h->v[n].answer;
			n++;
		}
		return copy_values_join(w->values, one, n, answer);
	}
	return true;
}

static void change(struct copy_runs *r, struct ip_key at, uint32_t answer)
{
	if (r->n == r->cap) {
		r->cap = r->cap ? r->cap + r->cap / 2 : 64;
		r->answer = mem_grow(r->answer, r->cap, sizeof(*r->answer));
		if (r->six)
			r->key = mem_grow(r->key, r->cap, sizeof(*r->key));
		else
			r->low = mem_grow(r->low, r->cap, sizeof(*r->low));
	}
	r->answer[r->n] = answer;
	if (r->six)
		r->key[r->n] = at;
	else
		r->low[r->n] = (uint16_t)at.lo;
	r->n++;
	if (!r->six)
		r->top[(at.lo >> 16 & 0xffff) + 1] = (uint32_t)r->n;
}

/* One past the end of an entry; false if that is the end of all addresses. */
static bool after(const struct copy_runs *r, struct ip_key hi, struct ip_key *out)
{
	*out = (struct ip_key){ hi.hi + (hi.lo == UINT64_MAX), hi.lo + 1 };
	if (r->six)
		return hi.hi != UINT64_MAX || hi.lo != UINT64_MAX;
	return (uint32_t)hi.lo != UINT32_MAX;
}

static int walk_places(struct copy_runs *in, struct copy_runs *out, struct walk *w, struct err *err)
{
	size_t i = 0;

	for (;;) {
		struct ip_key at;
		struct ip_key ends;
		bool ending = w->n > 0 && after(in, w->heap[0].hi, &ends);
		bool beginning = i < in->n;
		uint32_t answer;

		if (!ending && !beginning)
			return 0;
		at = beginning ? entry_at(in, i).lo : ends;
		if (ending && ip_key_cmp(ends, at) < 0)
			at = ends;
		while (w->n > 0 && ip_key_cmp(w->heap[0].hi, at) < 0) {
			struct copy_entry e = heap_take(w);

			end(w, &e);
		}
		for (; i < in->n; i++) {
			struct copy_entry e = entry_at(in, i);

			if (ip_key_cmp(e.lo, at) != 0)
				break;
			if (!begin(w, &e))
				return err_set(err, ERR_INPUT,
					       "more than %d different entries for one address",
					       COPY_OVERLAP_MAX);
		}
		if (!answer_here(w, &answer))
			return err_set(err, ERR_INPUT, "too many different answers");
		if (answer != w->last)
			change(out, at, answer);
		w->last = answer;
	}
}

/* Half as many parts as there are changes, rounded up to a power of two. */
static unsigned shift_of(uint32_t n)
{
	unsigned shift = 16;

	while (shift > 1 && (UINT32_C(1) << (16 - shift)) < n / 2)
		shift--;
	return shift;
}

static void fill_dense(struct copy_runs *r, struct dense *d)
{
	uint32_t parts = UINT32_C(1) << (16 - d->shift);
	uint32_t i = 0;

	d->part = r->parts;
	r->parts += parts + 1;
	for (uint32_t k = 0; k <= parts; k++) {
		while (i < d->n && (uint32_t)r->low[d->from + i] >> d->shift < k)
			i++;
		r->part[d->part + k] = (uint16_t)i;
	}
}

/* Gives dense networks their tables; room for all of them was counted before. */
static void fill_denses(struct copy_runs *r)
{
	uint32_t from = 0;

	r->denses = r->parts = 0;
	for (unsigned i = 0; i < TOP; i++) {
		uint32_t n = r->top[i + 1] - from;

		if (n >= DENSE_MIN) {
			struct dense *d = &r->dense[r->denses];

			*d = (struct dense){ .from = from, .n = n, .shift = shift_of(n) };
			fill_dense(r, d);
			r->top[i] = DENSE | r->denses++;
		}
		from += n;
	}
}

static void fill_top(struct copy_runs *r)
{
	for (unsigned i = 1; i <= TOP; i++)
		if (r->top[i] < r->top[i - 1])
			r->top[i] = r->top[i - 1];
	for (unsigned i = 0; i < TOP; i++) {
		uint32_t n = r->top[i + 1] - r->top[i];

		if (n >= DENSE_MIN) {
			r->denses++;
			r->parts += (UINT32_C(1) << (16 - shift_of(n))) + 1;
		}
	}
	if (r->denses == 0)
		return;
	r->dense = mem_new(r->denses, sizeof(*r->dense));
	r->part = mem_new(r->parts, sizeof(*r->part));
	fill_denses(r);
}

int copy_runs_settle(struct copy_runs *r, bool first, struct copy_values *values, struct err *err)
{
	struct walk w = { .first = first, .values = values };
	struct copy_runs out = { .six = r->six };
	int ret;

	if (!is_sorted(r))
		(r->six ? sort6 : sort4)(r);
	if (!r->six)
		out.top = mem_new(TOP + 1, sizeof(*out.top));
	ret = walk_places(r, &out, &w, err);
	for (unsigned i = 0; i < RANKS; i++)
		free(w.rank[i].v);
	free(w.heap);
	free(r->entry);
	*r = out;
	if (!r->six)
		fill_top(r);
	return ret;
}

/* Changes before the upper half `top`. */
static inline uint32_t before(const struct copy_runs *r, uint32_t top)
{
	uint32_t n = r->top[top];

	return n & DENSE ? r->dense[n & ~DENSE].from : n;
}

/* How many changes stand at or below `address`. */
static inline uint32_t upto4(const struct copy_runs *r, uint32_t address)
{
	uint32_t from = r->top[address >> 16];
	uint16_t want = (uint16_t)address;
	const uint16_t *low;
	uint32_t n;

	if (from & DENSE) {
		const struct dense *d = &r->dense[from & ~DENSE];
		const uint16_t *part = r->part + d->part + (want >> d->shift);

		n = (uint16_t)(part[1] - part[0]);
		from = d->from + part[0];
	} else {
		n = before(r, (address >> 16) + 1) - from;
	}
	if (n == 0)
		return from;
	low = r->low + from;
	while (n > 1) { /* the last one that is not above, without a branch to guess */
		uint32_t half = n / 2;

		low = low[half] <= want ? low + half : low;
		n -= half;
	}
	return (uint32_t)(low - r->low) + (*low <= want);
}

uint32_t copy_runs_find4(const struct copy_runs *r, uint32_t address)
{
	uint32_t n = upto4(r, address);

	return n ? r->answer[n - 1] : COPY_ANSWER_NONE;
}

static size_t upto6(const struct copy_runs *r, struct ip_key address)
{
	size_t lo = 0;
	size_t hi = r->n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (ip_key_cmp(r->key[mid], address) <= 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

uint32_t copy_runs_find6(const struct copy_runs *r, struct ip_key address)
{
	size_t n = upto6(r, address);

	return n ? r->answer[n - 1] : COPY_ANSWER_NONE;
}

bool copy_runs_next(const struct copy_runs *r, struct ip_key at, struct ip_key *next)
{
	uint32_t i;
	uint32_t top = (uint32_t)at.lo >> 16;

	if (r->six) {
		size_t n = upto6(r, at);

		if (n < r->n)
			*next = r->key[n];
		return n < r->n;
	}
	i = upto4(r, (uint32_t)at.lo);
	if (i >= r->n)
		return false;
	while (before(r, top + 1) <= i)
		top++;
	*next = (struct ip_key){ 0, FOUR | (uint64_t)top << 16 | r->low[i] };
	return true;
}

size_t copy_runs_octets(const struct copy_runs *r)
{
	size_t each = sizeof(*r->answer) + (r->six ? sizeof(*r->key) : sizeof(*r->low));

	return sizeof(*r) + r->cap * each + (r->six ? 0 : (TOP + 1) * sizeof(*r->top)) +
	       r->denses * sizeof(*r->dense) + r->parts * sizeof(*r->part);
}
