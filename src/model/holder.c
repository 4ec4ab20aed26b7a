/* Choosing among tenancies: those that matter, the most specific first, then their odds. */
#include "model/holder.h"

#include "base/die.h"
#include "model/odds.h"

#include <stdlib.h>
#include <string.h>

enum { PARTS_STACK = 64, PORTS = 65536 };

/* What is looked at, in parallel: a tenancy, its part in time, its share over all ports. */
struct choice {
	const struct holder_ask *ask;
	struct span skew;
	const struct tenancy **tenancy;
	double *odds;
	size_t n;
	struct odds_part *part; /* of those that hold one port */
	size_t *which;
	double nobody;
	unsigned doubt;
};

static bool believed(const struct tenancy *t, struct instant known_at)
{
	if (known_at.us == INT64_MAX)
		return t->known_until.us == INT64_MAX;
	return instant_cmp(t->known_from, known_at) <= 0 &&
	       instant_cmp(known_at, t->known_until) < 0;
}

static bool counts(const struct tenancy *t, const struct holder_ask *ask)
{
	return range_has(t->range, ask->ip) && believed(t, ask->known_at) &&
	       (ask->port == HOLDER_PORT_ANY ||
		(t->ports.lo <= ask->port && ask->port <= t->ports.hi));
}

static struct odds_part part_of(const struct tenancy *t)
{
	return (struct odds_part){ .from = t->from,
				   .until = t->until,
				   .from_gap = t->from_gap,
				   .until_gap = t->until_gap };
}

static struct holder_skews usual_of(const struct holder_ask *ask)
{
	if (ask->usual)
		return *ask->usual;
	return (struct holder_skews){ HOLDER_SKEW, HOLDER_SKEW_FLOATING };
}

static struct span skew_of(const struct tenancy *const *t, size_t n, const struct prefix *prefix,
			   const struct holder_ask *ask)
{
	const struct holder_skews usual = usual_of(ask);

	if (ask->skew.us >= 0)
		return ask->skew;
	if (prefix && prefix->floating)
		return usual.floating;
	for (size_t i = 0; i < n; i++) {
		struct odds_part part = part_of(t[i]);

		if (t[i]->floating && counts(t[i], ask) &&
		    odds_touches(&part, ask->at, usual.still))
			return usual.floating;
	}
	return usual.still;
}

static int more_specific(const struct tenancy *a, const struct tenancy *b)
{
	int d = range_size_cmp(a->range, b->range);

	if (d == 0)
		d = (a->ports.hi - a->ports.lo) - (b->ports.hi - b->ports.lo);
	return d;
}

/* Most specific first; the rest only so that the order never depends on where they came from. */
static int by_choice(const void *a, const void *b)
{
	const struct tenancy *x = *(const struct tenancy *const *)a;
	const struct tenancy *y = *(const struct tenancy *const *)b;
	int d = more_specific(x, y);

	if (d == 0)
		d = x->ports.lo - y->ports.lo;
	if (d == 0)
		d = instant_cmp(x->from, y->from);
	if (d == 0)
		d = (x->id > y->id) - (x->id < y->id);
	return d;
}

/* Adds `weight` times the odds among those that hold `port`. */
static void choose_at_port(struct choice *c, unsigned port, double weight)
{
	size_t n = 0;
	double nobody;

	for (size_t i = 0; i < c->n; i++) {
		const struct tenancy *t = c->tenancy[i];

		if (port < t->ports.lo || port > t->ports.hi)
			continue;
		c->part[n] = part_of(t);
		c->part[n].level =
			n ? c->part[n - 1].level +
					(more_specific(c->tenancy[c->which[n - 1]], t) != 0)
			  : 0;
		c->which[n++] = i;
	}
	nobody = odds_spread(c->part, n, c->ask->at, c->skew);
	for (size_t k = 0; k < n; k++)
		c->odds[c->which[k]] += weight * c->part[k].odds;
	c->nobody += weight * nobody;
	c->doubt |= odds_doubt(c->part, n, c->ask->at, c->skew);
}

static int by_port(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static bool is_held(const struct choice *c, int port)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->tenancy[i]->ports.lo <= port && port <= c->tenancy[i]->ports.hi)
			return true;
	return false;
}

static int ports_held(const struct choice *c, const int *edge, size_t edges)
{
	int held = 0;

	for (size_t i = 0; i + 1 < edges; i++)
		if (edge[i] < edge[i + 1] && is_held(c, edge[i]))
			held += edge[i + 1] - edge[i];
	return held;
}

/* Without a port: every run of ports that has the same holders counts by its length among the
 * ports that anybody holds. Nothing should come from the others, however many they are. */
static void choose_over_ports(struct choice *c)
{
	int *edge = mem_new(2 * c->n + 2, sizeof(*edge));
	size_t n = 0;
	int held;

	edge[n++] = 0;
	for (size_t i = 0; i < c->n; i++) {
		edge[n++] = c->tenancy[i]->ports.lo;
		edge[n++] = c->tenancy[i]->ports.hi + 1;
	}
	edge[n++] = PORTS;
	qsort(edge, n, sizeof(*edge), by_port);
	held = ports_held(c, edge, n);
	for (size_t i = 0; i + 1 < n; i++) {
		double length = edge[i + 1] - edge[i];

		if (length > 0 && is_held(c, edge[i]))
			choose_at_port(c, (unsigned)edge[i],
				       length / held * (held < PORTS ? 1 - HOLDER_UNHELD : 1));
		else if (length > 0)
			c->nobody += HOLDER_UNHELD * length / (PORTS - held);
	}
	c->doubt |= HOLDER_PORT_NEEDED;
	free(edge);
}

static bool ports_matter(const struct choice *c)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->tenancy[i]->ports.lo > 0 || c->tenancy[i]->ports.hi < PORTS - 1)
			return true;
	return false;
}

static void choose(struct choice *c)
{
	qsort(c->tenancy, c->n, sizeof(*c->tenancy), by_choice);
	if (c->ask->port == HOLDER_PORT_ANY && ports_matter(c))
		choose_over_ports(c);
	else
		choose_at_port(c, c->ask->port == HOLDER_PORT_ANY ? 0 : (unsigned)c->ask->port, 1);
}

static int by_odds(const void *a, const void *b)
{
	const struct holder_share *x = a;
	const struct holder_share *y = b;

	if (x->odds != y->odds)
		return x->odds > y->odds ? -1 : 1;
	if (!x->tenancy || !y->tenancy)
		return !x->tenancy - !y->tenancy;
	return by_choice(&x->tenancy, &y->tenancy);
}

static void put_share(struct holder_answer *out, const struct tenancy *t, double odds)
{
	struct holder_share share = { t, odds };

	if (odds < ODDS_LEAST)
		return;
	if (out->n < HOLDER_SHARES_MAX) {
		out->share[out->n++] = share;
		return;
	}
	out->doubt |= HOLDER_MORE;
	if (by_odds(&share, &out->share[out->n - 1]) >= 0)
		return;
	out->share[out->n - 1] = share;
	qsort(out->share, out->n, sizeof(out->share[0]), by_odds);
}

static void put_shares(const struct choice *c, struct holder_answer *out)
{
	double nobody = c->nobody;

	/* so that the ninth finds the least likely last */
	for (size_t i = 0; i < c->n; i++) {
		if (c->tenancy[i]->use == USE_FREE)
			nobody += c->odds[i];
		else
			put_share(out, c->tenancy[i], c->odds[i]);
		if (out->n == HOLDER_SHARES_MAX)
			qsort(out->share, out->n, sizeof(out->share[0]), by_odds);
	}
	put_share(out, NULL, nobody);
	qsort(out->share, out->n, sizeof(out->share[0]), by_odds);
	if (out->n == 1 && !(out->doubt & HOLDER_MORE)) {
		out->share[0].odds = 1;
		out->doubt = 0;
	}
}

/* The stretch without a holder around `at`, and who was there before it. */
static void find_free(const struct tenancy *const *t, size_t n, const struct holder_ask *ask,
		      struct holder_answer *out)
{
	struct holder_ask any = *ask; /* an address is ours by each of its ports */
	bool ever = false;

	any.port = HOLDER_PORT_ANY;
	out->from = WHEN_EVER;
	out->until = WHEN_NEVER;
	for (size_t i = 0; i < n; i++) {
		if (t[i]->use == USE_FREE || !counts(t[i], &any))
			continue;
		ever = true;
		if (!counts(t[i], ask))
			continue;
		if (instant_cmp(t[i]->from, ask->at) > 0 && instant_cmp(t[i]->from, out->until) < 0)
			out->until = t[i]->from;
		if (instant_cmp(t[i]->until, ask->at) > 0)
			continue;
		if (!out->last || instant_cmp(t[i]->until, out->last->until) > 0 ||
		    (instant_cmp(t[i]->until, out->last->until) == 0 &&
		     by_choice(&t[i], &out->last) < 0))
			out->last = t[i];
	}
	if (out->last)
		out->from = out->last->until;
	if (!ever && !out->prefix)
		out->kind = HOLDER_NOT_OURS;
}

static void conclude(const struct tenancy *const *t, size_t n, const struct choice *c,
		     struct holder_answer *out)
{
	const struct tenancy *likeliest;

	out->doubt = c->doubt;
	put_shares(c, out);
	likeliest = out->n ? out->share[0].tenancy : NULL;
	out->use = out->prefix ? out->prefix->use : USE_UNSTATED;
	if (likeliest) {
		out->kind = HOLDER_HELD;
		out->from = likeliest->from;
		out->until = likeliest->until;
		if (likeliest->use != USE_UNSTATED)
			out->use = likeliest->use;
		return;
	}
	out->kind = HOLDER_FREE;
	find_free(t, n, c->ask, out);
	if (out->kind == HOLDER_NOT_OURS && out->n == 1)
		out->n = 0;
}

void holder_decide(const struct tenancy *const *tenancy, size_t n, const struct prefix *prefix,
		   const struct holder_ask *ask, struct holder_answer *out)
{
	struct {
		const struct tenancy *tenancy[PARTS_STACK];
		double odds[PARTS_STACK];
		struct odds_part part[PARTS_STACK];
		size_t which[PARTS_STACK];
	} stack;
	bool small = n <= PARTS_STACK;
	struct choice c = { .ask = ask, .skew = skew_of(tenancy, n, prefix, ask) };

	memset(out, 0, sizeof(*out));
	out->prefix = prefix;
	c.tenancy = small ? stack.tenancy : mem_new(n, sizeof(*c.tenancy));
	c.odds = small ? stack.odds : mem_new(n, sizeof(*c.odds));
	c.part = small ? stack.part : mem_new(n, sizeof(*c.part));
	c.which = small ? stack.which : mem_new(n, sizeof(*c.which));
	for (size_t i = 0; i < n; i++) {
		struct odds_part part = part_of(tenancy[i]);

		if (!counts(tenancy[i], ask) || !odds_touches(&part, ask->at, c.skew))
			continue;
		c.odds[c.n] = 0;
		c.tenancy[c.n++] = tenancy[i];
	}
	choose(&c);
	conclude(tenancy, n, &c, out);
	if (!small) {
		free(c.tenancy);
		free(c.odds);
		free(c.part);
		free(c.which);
	}
}

const struct prefix *holder_prefix(const struct prefix *prefix, size_t n, struct ip ip)
{
	const struct prefix *best = NULL;

	for (size_t i = 0; i < n; i++) {
		int d;

		if (!range_has(prefix[i].range, ip))
			continue;
		d = best ? range_size_cmp(prefix[i].range, best->range) : -1;
		if (d < 0 || (d == 0 && ip_cmp(prefix[i].range.lo, best->range.lo) < 0))
			best = &prefix[i];
	}
	return best;
}

const char *holder_sureness(const struct holder_answer *answer)
{
	if (answer->n == 0 || answer->share[0].odds > 1 - ODDS_LEAST)
		return "certain";
	return answer->share[0].odds >= 0.8 ? "likely" : "unsure";
}
