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

/* The piece that holds `key`; NULL before the first. */
static const struct piece *find_piece(const struct family *f, struct ip_key key)
{
	size_t lo;
	size_t hi;
	size_t slot;

	if (f->n == 0 || ip_key_cmp(key, f->piece[0].key) < 0)
		return NULL;
	slot = slot_of(f, key.hi);
	if (slot >= f->directory_n)
		return &f->piece[f->n - 1];
	/* the first piece of the slot may begin behind the key */
	lo = f->directory[slot] ? f->directory[slot] - 1 : 0;
	hi = f->directory[slot + 1];
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;

		if (ip_key_cmp(f->piece[mid].key, key) <= 0)
			lo = mid;
		else
			hi = mid;
	}
	return &f->piece[lo];
}

/* The most that may be asked of the time around `at`. */
static int64_t widest(const struct holder_ask *ask)
{
	int64_t still = ask->usual ? ask->usual->still.us : HOLDER_SKEW.us;
	int64_t floating = ask->usual ? ask->usual->floating.us : HOLDER_SKEW_FLOATING.us;
	int64_t most = still > floating ? still : floating;

	return ask->skew.us > most ? ask->skew.us : most;
}

/* The step that surely holds all of [at - skew, at + skew]; NULL: ask. */
static const struct holder_step *find_step(const struct family *f, const struct piece *p,
					   const struct holder_ask *ask)
{
	const struct holder_step *step = f->step + p->step;
	size_t lo = 0;
	size_t hi = p[1].step - p->step;
	int64_t skew = widest(ask);
	int64_t early;
	int64_t late;

	if (hi == 0 || ask->known_at.us != INT64_MAX ||
	    __builtin_sub_overflow(ask->at.us, skew, &early) ||
	    __builtin_add_overflow(ask->at.us, skew, &late))
		return NULL;
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;

		if (step[mid].at <= early)
			lo = mid;
		else
			hi = mid;
	}
	if (step[lo].at > early || !step[lo].who || late > step[lo].end)
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

void holder_index_find(const struct holder_index *index, const struct holder_ask *ask,
		       struct holder_answer *out)
{
	const struct family *f = &index->family[ask->ip.len != 4];
	const struct piece *p = find_piece(f, key_of(ask->ip));
	const struct holder_step *step = p ? find_step(f, p, ask) : NULL;

	if (!step) {
		ask_all(index, f, p, ask, out);
		return;
	}
	memset(out, 0, sizeof(*out));
	out->kind = HOLDER_HELD;
	out->prefix = p->prefix ? &index->inv->prefix[p->prefix - 1] : NULL;
	out->use = (enum use)step->use;
	if (out->use == USE_UNSTATED && out->prefix)
		out->use = out->prefix->use;
	out->share[0] = (struct holder_share){ &index->inv->tenancy[step->who - 1], 1 };
	out->n = 1;
	out->from.us = step->from;
	out->until.us = step->until;
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
