/* Drawing the estate: a walk over all boundaries of prefixes and tenancies, each family for
 * itself, with what is most specific at hand in two heaps. */
#include "model/estate.h"

#include "base/die.h"

#include <stdlib.h>

/* A prefix or a tenancy, and what it says about its addresses. */
struct item {
	struct range range; /* of IPv6 widened to whole /64s */
	struct range size;  /* as it is: the smaller is the more specific */
	bool prefix;
	bool mail;    /* flagged as sending mail */
	bool by_use;  /* its use is to send mail */
	bool stated;  /* of a tenancy: its use is told */
	bool held;    /* a tenancy that is going on */
	bool changed; /* a tenancy that began or ended lately */
};

struct edge {
	struct ip at;
	uint32_t item;
	bool begins;
};

/* Items by size, the smallest on top; those that have ended go when they come up. */
struct heap {
	uint32_t *item;
	size_t n;
};

struct draft {
	struct item *item;
	struct edge *edge;
	size_t items, edges;
	struct heap prefix, use;
	size_t prefixes, held, changed; /* that cover the present address */
	struct range *run[ESTATE_CLASSES];
	size_t runs[ESTATE_CLASSES], room[ESTATE_CLASSES];
};

static bool sends(enum use use)
{
	return use == USE_SHARED || use == USE_GATEWAY;
}

static int place_cmp(struct ip a, struct ip b)
{
	return a.len != b.len ? a.len - b.len : ip_cmp(a, b);
}

/* False at the last address of the family. */
static bool next_ip(struct ip ip, struct ip *out)
{
	int i = ip.len - 1;

	while (i >= 0 && ip.b[i] == 255)
		ip.b[i--] = 0;
	if (i < 0)
		return false;
	ip.b[i]++;
	*out = ip;
	return true;
}

static struct ip ip_before(struct ip ip)
{
	int i = ip.len - 1;

	while (i > 0 && ip.b[i] == 0)
		ip.b[i--] = 255;
	ip.b[i]--;
	return ip;
}

static struct range widened(struct range r)
{
	if (r.lo.len == 4)
		return r;
	r.lo = range_of_prefix(r.lo, 64).lo;
	r.hi = range_of_prefix(r.hi, 64).hi;
	return r;
}

static bool lately(struct instant t, struct instant now)
{
	return instant_cmp(t, now) <= 0 && instant_since(now, t).us < ESTATE_MOVED.us;
}

/* What was there when we first looked has not changed hands for all we know. */
static bool has_changed(const struct tenancy *t, struct instant now)
{
	return (lately(t->from, now) && t->from_gap.us != GAP_UNKNOWN.us) || lately(t->until, now);
}

static void add_item(struct draft *d, struct item item)
{
	uint32_t i = (uint32_t)d->items;
	struct ip end;

	item.range = widened(item.size);
	d->item[d->items++] = item;
	d->edge[d->edges++] = (struct edge){ item.range.lo, i, true };
	if (next_ip(item.range.hi, &end))
		d->edge[d->edges++] = (struct edge){ end, i, false };
}

static void add_prefix(struct draft *d, const struct prefix *p)
{
	add_item(d, (struct item){ .size = p->range,
				   .prefix = true,
				   .mail = p->mail,
				   .by_use = sends(p->use) });
}

static void add_tenancy(struct draft *d, const struct tenancy *t, struct instant now)
{
	bool begun = instant_cmp(t->from, now) <= 0;
	bool held = begun && instant_cmp(now, t->until) < 0;
	struct item item = { .size = t->range,
			     .by_use = held && sends(t->use),
			     .stated = held && t->use != USE_UNSTATED,
			     .held = held,
			     .changed = begun && has_changed(t, now) };

	if (instant_cmp(t->known_until, now) > 0 && (item.held || item.changed))
		add_item(d, item);
}

static int by_place(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;

	return place_cmp(x->at, y->at);
}

/* Of two of one size the one that sends goes first: nothing that sends is to be missed. */
static bool goes_before(const struct draft *d, uint32_t a, uint32_t b)
{
	const struct item *x = &d->item[a], *y = &d->item[b];
	int c = range_size_cmp(x->size, y->size);

	return c ? c < 0 : x->mail + x->by_use > y->mail + y->by_use;
}

static void push(const struct draft *d, struct heap *h, uint32_t item)
{
	size_t i = h->n++;

	while (i > 0 && goes_before(d, item, h->item[(i - 1) / 2])) {
		h->item[i] = h->item[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	h->item[i] = item;
}

static void pop(const struct draft *d, struct heap *h)
{
	uint32_t item = h->item[--h->n];
	size_t i = 0;

	for (size_t k = 1; k < h->n; k = 2 * i + 1) {
		if (k + 1 < h->n && goes_before(d, h->item[k + 1], h->item[k]))
			k++;
		if (!goes_before(d, h->item[k], item))
			break;
		h->item[i] = h->item[k];
		i = k;
	}
	h->item[i] = item;
}

/* The most specific one that reaches to `at`; NULL: none. */
static const struct item *top(const struct draft *d, struct heap *h, struct ip at)
{
	while (h->n > 0) {
		const struct item *item = &d->item[h->item[0]];

		if (ip_cmp(item->range.hi, at) >= 0)
			return item;
		pop(d, h);
	}
	return NULL;
}

static void pass(struct draft *d, const struct edge *e)
{
	const struct item *item = &d->item[e->item];
	size_t by = e->begins ? 1 : SIZE_MAX; /* one more, one less */

	d->prefixes += item->prefix ? by : 0;
	d->held += item->held ? by : 0;
	d->changed += item->changed ? by : 0;
	if (e->begins && item->prefix)
		push(d, &d->prefix, e->item);
	if (e->begins && item->stated)
		push(d, &d->use, e->item);
}

/* What the addresses from `at` to the next boundary are; false: nothing that is walked. */
static bool class_at(struct draft *d, struct ip at, enum estate_class *out)
{
	const struct item *prefix = top(d, &d->prefix, at);
	const struct item *use = top(d, &d->use, at);
	bool mail = (prefix && prefix->mail) || (use ? use->by_use : prefix && prefix->by_use);
	bool walked = d->held > 0;

	if (d->prefixes > 0)
		walked = walked || at.len == 4 || mail || d->changed > 0;
	*out = mail ? ESTATE_MAIL : d->changed > 0 ? ESTATE_CHANGED : ESTATE_REST;
	return walked;
}

static void add_run(struct draft *d, enum estate_class c, struct range r)
{
	struct range *last = d->runs[c] ? &d->run[c][d->runs[c] - 1] : NULL;
	struct ip end;

	if (last && next_ip(last->hi, &end) && ip_eq(end, r.lo)) {
		last->hi = r.hi;
		return;
	}
	if (d->runs[c] == d->room[c]) {
		d->room[c] = d->room[c] ? 2 * d->room[c] : 64;
		d->run[c] = mem_grow(d->run[c], d->room[c], sizeof(*d->run[c]));
	}
	d->run[c][d->runs[c]++] = r;
}

static struct ip last_before(const struct draft *d, size_t edge, struct ip at)
{
	if (edge < d->edges && d->edge[edge].at.len == at.len)
		return ip_before(d->edge[edge].at);
	return range_of_prefix(at, 0).hi;
}

static void walk(struct draft *d)
{
	uint8_t family = 0;

	qsort(d->edge, d->edges, sizeof(*d->edge), by_place);
	for (size_t i = 0; i < d->edges;) {
		struct ip at = d->edge[i].at;
		enum estate_class c;

		if (at.len != family) { /* what reaches to the end of the other one */
			d->prefixes = d->held = d->changed = 0;
			d->prefix.n = d->use.n = 0;
			family = at.len;
		}
		while (i < d->edges && ip_eq(d->edge[i].at, at))
			pass(d, &d->edge[i++]);
		if (class_at(d, at, &c))
			add_run(d, c, (struct range){ at, last_before(d, i, at) });
	}
}

/* Takes the /64s of a run off *room; false: there is room for none of them. */
static bool limit_run(struct range *r, uint64_t *room, uint64_t *left_out)
{
	uint64_t first = ip_key(r->lo).hi;
	uint64_t more = ip_key(r->hi).hi - first; /* than one */
	uint64_t over = more >= *room ? more - *room + 1 : 0;

	if (over > 0 || (more == UINT64_MAX && *room == 0)) {
		bool wraps = over == 0 || *left_out > UINT64_MAX - over;

		*left_out = wraps ? UINT64_MAX : *left_out + over;
		if (*room == 0)
			return false;
		r->hi = ip_of_key((struct ip_key){ first + *room - 1, UINT64_MAX });
		more = *room - 1;
	}
	*room -= more + 1;
	return true;
}

/* The /64s beyond what is watched are left out, those of the last class first. */
static uint64_t limit_v6(struct draft *d)
{
	uint64_t room = ESTATE_V6_MAX;
	uint64_t left_out = 0;

	for (unsigned c = 0; c < ESTATE_CLASSES; c++) {
		size_t kept = 0;

		for (size_t i = 0; i < d->runs[c]; i++) {
			struct range r = d->run[c][i];

			if (r.lo.len == 4 || limit_run(&r, &room, &left_out))
				d->run[c][kept++] = r;
		}
		d->runs[c] = kept;
	}
	return left_out;
}

static int hand_over(struct arena *arena, const struct draft *d, struct estate *out,
		     struct err *err)
{
	size_t all = 0;

	for (unsigned c = 0; c < ESTATE_CLASSES; c++)
		all += d->runs[c];
	if (all > ESTATE_RUNS_MAX)
		return err_set(err, ERR_INPUT,
			       "the address space falls into %zu pieces, more than %u", all,
			       ESTATE_RUNS_MAX);
	for (unsigned c = 0; c < ESTATE_CLASSES; c++) {
		struct range *run = arena_new(arena, d->runs[c] + 1, sizeof(*run));

		for (size_t i = 0; i < d->runs[c]; i++)
			run[i] = d->run[c][i];
		out->run[c] = run;
		out->runs[c] = d->runs[c];
	}
	return 0;
}

static void begin(struct draft *d, const struct inventory *inv, struct instant now)
{
	size_t n = inv->prefixes + inv->tenancies + 1;

	die_if(n > UINT32_MAX);
	d->item = mem_new(n, sizeof(*d->item));
	d->edge = mem_new(2 * n, sizeof(*d->edge));
	for (size_t i = 0; i < inv->prefixes; i++)
		add_prefix(d, &inv->prefix[i]);
	for (size_t i = 0; i < inv->tenancies; i++)
		add_tenancy(d, &inv->tenancy[i], now);
	d->prefix.item = mem_new(n, sizeof(*d->prefix.item));
	d->use.item = mem_new(n, sizeof(*d->use.item));
}

static void done(struct draft *d)
{
	for (unsigned c = 0; c < ESTATE_CLASSES; c++)
		free(d->run[c]);
	free(d->item);
	free(d->edge);
	free(d->prefix.item);
	free(d->use.item);
}

static struct str lower(struct arena *arena, struct str name)
{
	char *p = arena_new(arena, name.n + 1, 1);

	for (size_t i = 0; i < name.n; i++)
		p[i] = (char)(name.p[i] >= 'A' && name.p[i] <= 'Z' ? name.p[i] + 32 : name.p[i]);
	return (struct str){ p, name.n };
}

static int by_name(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static void take_names(struct arena *arena, const struct inventory *inv, struct estate *out)
{
	struct str *name = arena_new(arena, inv->machines + 1, sizeof(*name));
	size_t n = 0;
	size_t kept = 0;

	for (size_t i = 0; i < inv->machines; i++) {
		struct str s = inv->machine[i].hostname;

		if (str_ends(s, STR(".")))
			s.n--;
		if (s.n > 0 && s.n <= INV_NAME_MAX)
			name[n++] = lower(arena, s);
	}
	if (n > 0)
		qsort(name, n, sizeof(*name), by_name);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || !str_eq(name[kept - 1], name[i]))
			name[kept++] = name[i];
	out->name = name;
	out->names = kept;
}

static bool is_single(struct range r)
{
	return r.lo.len == 16 && ip_eq(r.lo, r.hi);
}

static bool single_sends(const struct tenancy *t, const struct estate *e, struct instant now)
{
	enum estate_class c;

	if (!is_single(t->range) || instant_cmp(t->from, now) > 0 ||
	    instant_cmp(now, t->until) >= 0 || instant_cmp(t->known_until, now) <= 0)
		return false;
	if (t->use != USE_UNSTATED)
		return sends(t->use);
	return estate_class_of(e, t->range.lo, &c) && c == ESTATE_MAIL;
}

static int by_ip(const void *a, const void *b)
{
	return ip_cmp(*(const struct ip *)a, *(const struct ip *)b);
}

/* A /64 cannot be looked at address by address, but those that somebody named can. */
static void take_singles(struct arena *arena, const struct inventory *inv, struct instant now,
			 struct estate *out)
{
	struct ip *ip = arena_new(arena, inv->prefixes + inv->tenancies + 1, sizeof(*ip));
	size_t n = 0;
	size_t kept = 0;

	for (size_t i = 0; i < inv->prefixes; i++) {
		const struct prefix *p = &inv->prefix[i];

		if (is_single(p->range) && (p->mail || sends(p->use)))
			ip[n++] = p->range.lo;
	}
	for (size_t i = 0; i < inv->tenancies; i++)
		if (single_sends(&inv->tenancy[i], out, now))
			ip[n++] = inv->tenancy[i].range.lo;
	if (n > 0)
		qsort(ip, n, sizeof(*ip), by_ip);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || !ip_eq(ip[kept - 1], ip[i]))
			ip[kept++] = ip[i];
	out->single = ip;
	out->singles = kept;
}

int estate_build(struct arena *arena, const struct inventory *inv, struct instant now,
		 struct estate *out, struct err *err)
{
	struct draft d = { 0 };
	int ok;

	*out = (struct estate){ 0 };
	begin(&d, inv, now);
	walk(&d);
	out->v6_left_out = limit_v6(&d);
	ok = hand_over(arena, &d, out, err);
	if (ok == 0)
		take_singles(arena, inv, now, out);
	take_names(arena, inv, out);
	done(&d);
	return ok;
}
