/* Pieces of address space with their timelines.
 *
 * A piece begins where any range begins or one ends, so all its addresses have the same
 * tenancies. A step is a stretch of time in which one tenancy surely wins; all other times,
 * also those without a holder, belong to steps that say "ask". A directory over the leading
 * bits of the keys leaves few pieces to search.
 */
#include "model/holder_index.h"

#include "base/die.h"
#include "model/holder_steps.h"

#include <stdlib.h>
#include <string.h>

enum { AT_ONCE = 16 }; /* look-ups whose memory is fetched side by side */

struct piece {
	struct ip_key key; /* its first address */
	uint32_t step;     /* its first one; they end where the next piece's begin */
	uint32_t all;      /* the same for all tenancies that touch it */
	uint32_t prefix;   /* index + 1; 0: none */
};

struct family {
	struct piece *piece; /* one more than n, for the ends */
	size_t n;
	struct holder_step *step;
	size_t steps, steps_room;
	uint32_t *all;
	size_t alls, alls_room;
	uint32_t *directory;
	size_t directory_n;
	unsigned shift;
};

struct holder_index {
	const struct inventory *inv;
	struct family family[2];
};

/* As ip_key_cmp(a, b) <= 0, but here: it is asked some ten times per look-up. */
static inline bool not_behind(struct ip_key a, struct ip_key b)
{
	return a.hi < b.hi || (a.hi == b.hi && a.lo <= b.lo);
}

/* Keys of IPv4 in the upper half, so that leading bits tell addresses apart in both. */
static struct ip_key key_of(struct ip ip)
{
	struct ip_key key = ip_key(ip);

	if (ip.len == 4)
		return (struct ip_key){ key.lo << 32, 0 };
	return key;
}

/* The key behind the last of a range; false if there is none. */
static bool key_behind(struct range r, struct ip_key *out)
{
	struct ip_key key = key_of(r.hi);

	if (r.hi.len == 4) {
		*out = (struct ip_key){ key.hi + (UINT64_C(1) << 32), 0 };
		return out->hi != 0;
	}
	*out = (struct ip_key){ key.hi + (key.lo == UINT64_MAX), key.lo + 1 };
	return out->hi != 0 || out->lo != 0;
}

static int by_key(const void *a, const void *b)
{
	return ip_key_cmp(*(const struct ip_key *)a, *(const struct ip_key *)b);
}

static size_t add_edges(struct ip_key *edge, size_t n, struct range r)
{
	edge[n++] = key_of(r.lo);
	if (key_behind(r, &edge[n]))
		n++;
	return n;
}

/* The pieces' keys: every edge once. */
static void cut_pieces(struct family *f, const struct inventory *inv, unsigned len)
{
	struct ip_key *edge = mem_new(2 * (inv->tenancies + inv->prefixes) + 1, sizeof(*edge));
	size_t n = 0;

	for (size_t i = 0; i < inv->tenancies; i++)
		if (inv->tenancy[i].range.lo.len == len)
			n = add_edges(edge, n, inv->tenancy[i].range);
	for (size_t i = 0; i < inv->prefixes; i++)
		if (inv->prefix[i].range.lo.len == len)
			n = add_edges(edge, n, inv->prefix[i].range);
	qsort(edge, n, sizeof(*edge), by_key);
	f->piece = mem_new(n + 1, sizeof(*f->piece));
	for (size_t i = 0; i < n; i++)
		if (i == 0 || ip_key_cmp(edge[i - 1], edge[i]) != 0)
			f->piece[f->n++].key = edge[i];
	free(edge);
}

struct starts {
	struct ip_key key;
	uint32_t index;
};

static int by_start(const void *a, const void *b)
{
	const struct starts *x = a;
	const struct starts *y = b;
	int d = ip_key_cmp(x->key, y->key);

	return d ? d : (x->index > y->index) - (x->index < y->index);
}

/* What covers the piece at hand, of a list sorted by where it begins. */
struct cover {
	struct starts *starts;
	size_t n, next;
	uint32_t *active;
	size_t actives, room;
};

static void cover_done(struct cover *c)
{
	free(c->starts);
	free(c->active);
}

static void cover_add(struct cover *c, uint32_t index)
{
	if (c->actives == c->room) {
		c->room = c->room ? 2 * c->room : 64;
		c->active = mem_grow(c->active, c->room, sizeof(*c->active));
	}
	c->active[c->actives++] = index;
}

/* Moves on to the piece that begins at `key`. */
static void cover_move(struct cover *c, struct ip_key key,
		       struct range (*range)(const struct inventory *, size_t),
		       const struct inventory *inv)
{
	size_t kept = 0;

	for (size_t i = 0; i < c->actives; i++)
		if (ip_key_cmp(key, key_of(range(inv, c->active[i]).hi)) <= 0)
			c->active[kept++] = c->active[i];
	c->actives = kept;
	while (c->next < c->n && ip_key_cmp(c->starts[c->next].key, key) <= 0)
		cover_add(c, c->starts[c->next++].index);
}

static struct cover cover_of(size_t count, unsigned len,
			     struct range (*range)(const struct inventory *, size_t),
			     const struct inventory *inv)
{
	struct cover c = { .starts = mem_new(count + 1, sizeof(struct starts)) };

	for (size_t i = 0; i < count; i++) {
		struct range r = range(inv, i);

		if (r.lo.len == len)
			c.starts[c.n++] = (struct starts){ key_of(r.lo), (uint32_t)i };
	}
	qsort(c.starts, c.n, sizeof(*c.starts), by_start);
	return c;
}

static struct range tenancy_range(const struct inventory *inv, size_t i)
{
	return inv->tenancy[i].range;
}

static struct range prefix_range(const struct inventory *inv, size_t i)
{
	return inv->prefix[i].range;
}

static void add_all(struct family *f, const uint32_t *index, size_t n)
{
	if (f->alls + n > f->alls_room) {
		f->alls_room = (f->alls + n) * 2;
		f->all = mem_grow(f->all, f->alls_room, sizeof(*f->all));
	}
	if (n)
		memcpy(f->all + f->alls, index, n * sizeof(*index));
	f->alls += n;
	die_if(f->alls > UINT32_MAX);
}

static void add_steps(struct family *f, const struct inventory *inv, const struct cover *c,
		      struct holder_steps *scratch)
{
	size_t n = holder_steps_of(scratch, inv->tenancy, c->active, c->actives);

	if (f->steps + n > f->steps_room) {
		f->steps_room = (f->steps + n) * 2;
		f->step = mem_grow(f->step, f->steps_room, sizeof(*f->step));
	}
	memcpy(f->step + f->steps, scratch->step, n * sizeof(*f->step));
	f->steps += n;
	die_if(f->steps > UINT32_MAX);
}

static uint32_t narrowest(const struct inventory *inv, const struct cover *c)
{
	uint32_t best = 0;

	for (size_t i = 0; i < c->actives; i++)
		if (!best || range_size_cmp(inv->prefix[c->active[i]].range,
					    inv->prefix[best - 1].range) < 0)
			best = c->active[i] + 1;
	return best;
}

static void fill_pieces(struct family *f, const struct inventory *inv, unsigned len)
{
	struct cover tenancies = cover_of(inv->tenancies, len, tenancy_range, inv);
	struct cover prefixes = cover_of(inv->prefixes, len, prefix_range, inv);
	struct holder_steps scratch = { 0 };

	for (size_t i = 0; i < f->n; i++) {
		struct piece *p = &f->piece[i];

		cover_move(&tenancies, p->key, tenancy_range, inv);
		cover_move(&prefixes, p->key, prefix_range, inv);
		p->prefix = narrowest(inv, &prefixes);
		p->step = (uint32_t)f->steps;
		p->all = (uint32_t)f->alls;
		add_all(f, tenancies.active, tenancies.actives);
		add_steps(f, inv, &tenancies, &scratch);
	}
	f->piece[f->n].step = (uint32_t)f->steps;
	f->piece[f->n].all = (uint32_t)f->alls;
	holder_steps_done(&scratch);
	cover_done(&tenancies);
	cover_done(&prefixes);
}

static size_t slot_of(const struct family *f, uint64_t hi)
{
	return (size_t)((hi - f->piece[0].key.hi) >> f->shift);
}

static void make_directory(struct family *f)
{
	uint64_t reach = f->n ? f->piece[f->n - 1].key.hi - f->piece[0].key.hi : 0;
	size_t slot = 0;

	while (reach >> f->shift > 2 * f->n)
		f->shift++;
	f->directory_n = f->n ? (size_t)(reach >> f->shift) + 1 : 0;
	f->directory = mem_new(f->directory_n + 1, sizeof(*f->directory));
	for (size_t i = 0; i < f->n; i++)
		for (size_t s = slot_of(f, f->piece[i].key.hi); slot <= s; slot++)
			f->directory[slot] = (uint32_t)i;
	f->directory[f->directory_n] = (uint32_t)f->n;
}

static void family_build(struct family *f, const struct inventory *inv, unsigned len)
{
	cut_pieces(f, inv, len);
	fill_pieces(f, inv, len);
	make_directory(f);
}

struct holder_index *holder_index_new(const struct inventory *inv)
{
	struct holder_index *x = mem_new(1, sizeof(*x));

	die_if(inv->tenancies >= UINT32_MAX || inv->prefixes >= UINT32_MAX);
	x->inv = inv;
	family_build(&x->family[0], inv, 4);
	family_build(&x->family[1], inv, 16);
	return x;
}

void holder_index_free(struct holder_index *index)
{
	if (!index)
		return;
	for (size_t i = 0; i < LEN(index->family); i++) {
		free(index->family[i].piece);
		free(index->family[i].step);
		free(index->family[i].all);
		free(index->family[i].directory);
	}
	free(index);
}

/* Where a look-up stands; each stage reads memory that the one before fetched. */
struct lookup {
	const struct holder_ask *ask;
	const struct family *family;
	struct ip_key key;
	size_t slot;
	const struct piece *piece; /* NULL: before the first */
};

static struct ip_key key_asked(struct ip ip)
{
	uint64_t hi;
	uint64_t lo;
	uint32_t v4;

	if (ip.len == 4) {
		memcpy(&v4, ip.b, sizeof(v4));
		return (struct ip_key){ (uint64_t)__builtin_bswap32(v4) << 32, 0 };
	}
	memcpy(&hi, ip.b, sizeof(hi));
	memcpy(&lo, ip.b + 8, sizeof(lo));
	return (struct ip_key){ __builtin_bswap64(hi), __builtin_bswap64(lo) };
}

static void find_slot(struct lookup *l, const struct holder_index *x, const struct holder_ask *ask)
{
	const struct family *f = &x->family[ask->ip.len != 4];

	*l = (struct lookup){ .ask = ask, .family = f, .key = key_asked(ask->ip) };
	if (f->n == 0 || !not_behind(f->piece[0].key, l->key))
		l->family = NULL;
	else
		l->slot = slot_of(f, l->key.hi);
	if (l->family && l->slot < f->directory_n)
		__builtin_prefetch(&f->directory[l->slot]);
}

/* The pieces that the slot leaves: the first of them may begin behind the key. */
static size_t first_piece(const struct lookup *l, size_t *end)
{
	const struct family *f = l->family;
	size_t at;

	*end = f->n;
	if (l->slot >= f->directory_n)
		return f->n - 1;
	at = f->directory[l->slot];
	*end = f->directory[l->slot + 1];
	return at ? at - 1 : 0;
}

static void fetch_piece(const struct lookup *l)
{
	size_t end;

	if (l->family)
		__builtin_prefetch(&l->family->piece[first_piece(l, &end)]);
}

static void find_piece(struct lookup *l)
{
	const struct piece *piece;
	size_t lo;
	size_t hi;

	if (!l->family)
		return;
	piece = l->family->piece;
	lo = first_piece(l, &hi);
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;

		if (not_behind(piece[mid].key, l->key))
			lo = mid;
		else
			hi = mid;
	}
	l->piece = &piece[lo];
	__builtin_prefetch(&l->family->step[l->piece->step]);
}

/* The step that surely holds all of [at - skew, at + skew], and where it ends; NULL: ask. */
static const struct holder_step *find_step(const struct lookup *l, int64_t *end)
{
	const struct holder_ask *ask = l->ask;
	const struct holder_step *step = l->family->step + l->piece->step;
	size_t n = l->piece[1].step - l->piece->step;
	int64_t skew = ask->skew.us > HOLDER_SKEW.us ? ask->skew.us : HOLDER_SKEW.us;
	size_t lo = 0;
	size_t hi = n;
	int64_t early;
	int64_t late;

	if (n == 0 || ask->known_at.us != INT64_MAX ||
	    __builtin_sub_overflow(ask->at.us, skew, &early) ||
	    __builtin_add_overflow(ask->at.us, skew, &late))
		return NULL;
	while (hi - lo > 8) {
		size_t mid = lo + (hi - lo) / 2;

		if (step[mid].at <= early)
			lo = mid;
		else
			hi = mid;
	}
	while (lo + 1 < hi && step[lo + 1].at <= early)
		lo++;
	*end = lo + 1 < n ? step[lo + 1].at : INT64_MAX;
	if (step[lo].at > early || !step[lo].who || late > *end)
		return NULL;
	return &step[lo];
}

/* Asks with the tenancies of the piece. */
static void ask_all(const struct holder_index *x, const struct family *f, const struct piece *p,
		    const struct holder_ask *ask, struct holder_answer *out)
{
	const struct tenancy *stack[64] = { NULL };
	size_t n = p ? p[1].all - p->all : 0;
	const struct tenancy **tenancy = n <= LEN(stack) ? stack : mem_new(n, sizeof(*tenancy));
	const struct prefix *prefix = p && p->prefix ? &x->inv->prefix[p->prefix - 1] : NULL;

	for (size_t i = 0; i < n; i++)
		tenancy[i] = &x->inv->tenancy[f->all[p->all + i]];
	holder_decide(tenancy, n, prefix, ask, out);
	if (tenancy != stack)
		free(tenancy);
}

static void answer(const struct holder_index *x, const struct lookup *l, struct holder_answer *out)
{
	int64_t end = 0;
	const struct holder_step *step = l->piece ? find_step(l, &end) : NULL;
	const struct tenancy *t;

	if (!step) {
		ask_all(x, l->family, l->piece, l->ask, out);
		return;
	}
	t = &x->inv->tenancy[step->who - 1];
	out->kind = HOLDER_HELD;
	out->doubt = 0;
	out->last = NULL;
	out->prefix = l->piece->prefix ? &x->inv->prefix[l->piece->prefix - 1] : NULL;
	out->use = (enum use)step->use;
	if (out->use == USE_UNSTATED && out->prefix)
		out->use = out->prefix->use;
	out->share[0] = (struct holder_share){ t, 1 };
	out->n = 1;
	out->from.us = step->whole_from ? step->at : t->from.us;
	out->until.us = step->whole_until ? end : t->until.us;
}

void holder_index_find(const struct holder_index *index, const struct holder_ask *ask,
		       struct holder_answer *out)
{
	struct lookup l;

	find_slot(&l, index, ask);
	find_piece(&l);
	answer(index, &l, out);
}

void holder_index_find_all(const struct holder_index *index, const struct holder_ask *ask, size_t n,
			   struct holder_answer *out)
{
	struct lookup l[AT_ONCE];

	for (size_t from = 0; from < n; from += AT_ONCE) {
		size_t count = n - from < AT_ONCE ? n - from : AT_ONCE;

		for (size_t i = 0; i < count; i++)
			find_slot(&l[i], index, &ask[from + i]);
		for (size_t i = 0; i < count; i++)
			fetch_piece(&l[i]);
		for (size_t i = 0; i < count; i++)
			find_piece(&l[i]);
		for (size_t i = 0; i < count; i++)
			answer(index, &l[i], &out[from + i]);
	}
}

size_t holder_index_size(const struct holder_index *index)
{
	size_t size = sizeof(*index);

	for (size_t i = 0; i < LEN(index->family); i++) {
		const struct family *f = &index->family[i];

		size += (f->n + 1) * sizeof(*f->piece) + f->steps_room * sizeof(*f->step) +
			f->alls_room * sizeof(*f->all) +
			(f->directory_n + 1) * sizeof(*f->directory);
	}
	return size;
}
