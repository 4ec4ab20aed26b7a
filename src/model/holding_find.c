/* Reading what somebody asks for, the names above it, and the odds among their holders. */
#include "model/holding_find.h"

#include "base/die.h"
#include "model/odds.h"

#include <stdlib.h>
#include <string.h>

static int shown(struct str s)
{
	return (int)(s.n > 60 ? 60 : s.n);
}

/* Keeps the name in the form of its kind. */
static int keep_name(struct arena *arena, enum holding_kind kind, struct str text,
		     struct who_ask *out, struct err *err)
{
	struct buf AUTO(buf_done) name;

	buf_init(&name, INV_PATH_MAX + 1);
	if (holding_name(kind, text, &name, err) < 0)
		return -1;
	out->name = arena_str(arena, buf_str(&name));
	return 0;
}

static bool digits_and_dots(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] < '0' || s.p[i] > '9') && s.p[i] != '.' && s.p[i] != ':')
			return false;
	return true;
}

/* A prefix or range: of one address it is that one. */
static bool read_range(struct str text, struct who_ask *out, bool *wrong, struct err *err)
{
	struct range r;

	if (range_parse(text, &r, NULL) < 0)
		return false;
	*wrong = !ip_eq(r.lo, r.hi);
	if (*wrong)
		(void)err_set(err, ERR_INPUT, "\"%.*s\" is many addresses; one was expected",
			      shown(text), text.p);
	out->ip = r.lo;
	return true;
}

/* Nobody's name: digits alone between dots and slashes, or several colons before any slash. */
static bool meant_as_range(struct str s)
{
	size_t colons = 0;
	size_t i = 0;

	for (; i < s.n && s.p[i] != '/'; i++)
		colons += s.p[i] == ':';
	if (colons > 1)
		return true;
	for (i = 0; i < s.n; i++)
		if ((s.p[i] < '0' || s.p[i] > '9') && s.p[i] != '.' && s.p[i] != '-' &&
		    (s.p[i] != '/' || i == 0))
			return false;
	return str_find(s, '.') < s.n;
}

/* "192.0.2.1", "192.0.2.1:25", "2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:25". False: it
 * is no address; *wrong: it was meant to be one. */
static bool read_address(struct str text, struct who_ask *out, bool *wrong, struct err *err)
{
	struct str host;
	struct str port;
	uint64_t number = 0;

	if (read_range(text, out, wrong, err))
		return !*wrong;
	if (str_starts(text, STR("["))) {
		size_t end = str_find(text, ']');

		*wrong = true;
		host = str_sub(text, 1, end - 1);
		port = str_sub(text, end + 1, text.n);
		if (end == text.n || (port.n && port.p[0] != ':')) {
			(void)err_set(err, ERR_INPUT, "\"%.*s\": \"]\" and \":port\" were expected",
				      shown(text), text.p);
			return false;
		}
	} else if (digits_and_dots(text)) {
		size_t colon = str_find(text, ':');

		*wrong = true;
		host = str_sub(text, 0, colon);
		port = str_sub(text, colon, text.n);
	} else {
		struct range ignored;

		*wrong = meant_as_range(text) && range_parse(text, &ignored, err) < 0;
		return false;
	}
	if (ip_parse(host, &out->ip, err) < 0)
		return false;
	out->ip = ip_plain(out->ip);
	if (port.n && !str_u64(str_sub(port, 1, port.n), 65535, &number)) {
		(void)err_set(err, ERR_INPUT, "\"%.*s\": a port is 0 to 65535", shown(text),
			      text.p);
		return false;
	}
	out->port = port.n ? (int)number : HOLDER_PORT_ANY;
	return true;
}

/* Behind "machine:". */
static int read_on_machine(struct arena *arena, struct str text, size_t colon, struct who_ask *out,
			   struct err *err)
{
	struct str name = str_sub(text, colon + 1, text.n);

	if (colon == 0 || colon > INV_NAME_MAX)
		return err_set(err, ERR_INPUT,
			       "\"%.*s\": a machine's name was expected before \":\"", shown(text),
			       text.p);
	out->machine = arena_str(arena, str_sub(text, 0, colon));
	out->kind = str_starts(name, STR("/")) ? WHO_PATH : WHO_USER;
	return keep_name(arena, out->kind == WHO_PATH ? HOLDING_PATH : HOLDING_USER, name, out,
			 err);
}

int who_parse(struct arena *arena, struct str text, struct who_ask *out, struct err *err)
{
	bool wrong = false;
	size_t at = text.n;

	memset(out, 0, sizeof(*out));
	text = str_trim(text);
	out->port = HOLDER_PORT_ANY;
	out->at = out->known_at = WHEN_NEVER;
	out->skew = SPAN_US(-1);
	if (text.n == 0)
		return err_set(err, ERR_INPUT,
			       "an address, domain, mailbox, user or path was expected");
	out->kind = WHO_ADDRESS;
	if (read_address(text, out, &wrong, err))
		return 0;
	if (wrong)
		return -1;
	if (text.p[0] == '/') {
		out->kind = WHO_PATH;
		return keep_name(arena, HOLDING_PATH, text, out, err);
	}
	if (str_find(text, ':') < text.n)
		return read_on_machine(arena, text, str_find(text, ':'), out, err);
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] == '@')
			at = i;
	if (at < text.n) {
		out->kind = WHO_MAILBOX;
		return keep_name(arena, HOLDING_MAILBOX, str_sub(text, at + 1, text.n), out, err);
	}
	out->kind = str_find(text, '.') < text.n ? WHO_DOMAIN : WHO_USER;
	return keep_name(arena, out->kind == WHO_DOMAIN ? HOLDING_DOMAIN : HOLDING_USER, text, out,
			 err);
}

/* The name above; p NULL if there is none. */
static struct str above(enum who_kind kind, struct str name)
{
	size_t dot;

	if (kind == WHO_PATH) {
		size_t n = name.n;

		if (n <= 1)
			return (struct str){ NULL, 0 };
		while (name.p[n - 1] != '/')
			n--;
		return str_sub(name, 0, n > 1 ? n - 1 : 1);
	}
	dot = str_find(name, '.');
	return dot < name.n ? str_sub(name, dot + 1, name.n) : (struct str){ NULL, 0 };
}

static size_t add_key(struct holding_key *keys, size_t n, enum holding_kind kind, struct str name)
{
	if (n < HOLDING_NAMES_MAX)
		keys[n++] = (struct holding_key){ kind, name };
	return n;
}

size_t holding_keys(const struct who_ask *ask, struct holding_key *keys)
{
	static const enum holding_kind kind[] = { HOLDING_DOMAIN, HOLDING_DOMAIN, HOLDING_DOMAIN,
						  HOLDING_USER, HOLDING_PATH };
	struct str name = ask->name;
	size_t depth = 0;
	size_t n = 0;

	if (ask->kind == WHO_ADDRESS)
		return 0;
	if (ask->kind == WHO_USER)
		return add_key(keys, 0, HOLDING_USER, name);
	/* what is held lies near the root: of very deep names the deepest are left out */
	for (struct str up = name; up.p; up = above(ask->kind, up))
		depth++;
	for (; depth > HOLDING_NAMES_MAX - 1; depth--)
		name = above(ask->kind, name);
	for (struct str up = name; up.p; up = above(ask->kind, up)) {
		bool itself = up.n == ask->name.n;

		if (itself && ask->kind == WHO_MAILBOX)
			n = add_key(keys, n, HOLDING_MAILBOX, up);
		n = add_key(keys, n, kind[ask->kind], up);
		if (itself && ask->kind == WHO_DOMAIN)
			n = add_key(keys, n, HOLDING_MAILBOX, up);
	}
	return n;
}

/* A holding that may matter, with its rank among the keys. */
struct claim {
	const struct holding *holding;
	unsigned level;
	double odds;
};

struct claims {
	const struct who_ask *ask;
	struct span skew;
	struct claim *claim;
	size_t n;
	struct odds_part *part;
	size_t *which;
	unsigned doubt;
};

static bool believed(const struct holding *h, struct instant known_at)
{
	if (known_at.us == INT64_MAX)
		return h->known_until.us == INT64_MAX;
	return instant_cmp(h->known_from, known_at) <= 0 &&
	       instant_cmp(known_at, h->known_until) < 0;
}

/* Rank among the keys, or -1. */
static int rank(const struct who_ask *ask, const struct holding_key *keys, size_t n,
		const struct holding *h)
{
	if (!believed(h, ask->known_at) ||
	    (ask->machine.n && h->machine.n && !str_eq(ask->machine, h->machine)))
		return -1;
	for (size_t i = 0; i < n; i++)
		if (keys[i].kind == h->kind && str_eq(keys[i].name, h->name))
			return (int)i;
	return -1;
}

static int by_level(const void *a, const void *b)
{
	const struct claim *x = a;
	const struct claim *y = b;
	int d = (x->level > y->level) - (x->level < y->level);

	if (d == 0)
		d = str_cmp(x->holding->machine, y->holding->machine);
	if (d == 0)
		d = instant_cmp(x->holding->from, y->holding->from);
	if (d == 0)
		d = str_cmp(x->holding->customer, y->holding->customer);
	return d;
}

/* On one machine at a time: what is there, in the shadow of longer domains anywhere. */
static void spread_on(struct claims *c, struct str machine)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++) {
		const struct holding *h = c->claim[i].holding;
		bool here = str_eq(h->machine, machine);
		bool shadow = false;

		for (size_t k = i + 1; !here && c->ask->kind != WHO_PATH && k < c->n; k++)
			shadow = shadow || (c->claim[k].level > c->claim[i].level &&
					    str_eq(c->claim[k].holding->machine, machine));
		if (!here && !shadow)
			continue;
		c->part[n] = (struct odds_part){ .from = h->from,
						 .until = h->until,
						 .from_gap = h->from_gap,
						 .until_gap = h->until_gap,
						 .level = c->claim[i].level };
		c->which[n++] = i;
	}
	(void)odds_spread(c->part, n, c->ask->at, c->skew);
	c->doubt |= odds_doubt(c->part, n, c->ask->at, c->skew);
	for (size_t k = 0; k < n; k++)
		if (str_eq(c->claim[c->which[k]].holding->machine, machine))
			c->claim[c->which[k]].odds = c->part[k].odds;
}

static void spread(struct claims *c)
{
	qsort(c->claim, c->n, sizeof(*c->claim), by_level);
	for (size_t i = 0; i < c->n; i++) {
		bool done = false;

		for (size_t k = 0; k < i; k++)
			done = done ||
			       str_eq(c->claim[k].holding->machine, c->claim[i].holding->machine);
		if (!done)
			spread_on(c, c->claim[i].holding->machine);
	}
}

static int by_odds(const void *a, const void *b)
{
	const struct holding_share *x = a;
	const struct holding_share *y = b;
	struct claim p = { .holding = x->holding };
	struct claim q = { .holding = y->holding };

	if (x->odds != y->odds)
		return x->odds > y->odds ? -1 : 1;
	if (!x->holding || !y->holding)
		return !x->holding - !y->holding;
	return by_level(&p, &q);
}

static void put_share(struct holding_answer *out, const struct holding *h, double odds)
{
	if (odds < ODDS_LEAST)
		return;
	if (out->n == HOLDING_SHARES_MAX) {
		out->doubt |= HOLDER_MORE;
		qsort(out->share, out->n, sizeof(out->share[0]), by_odds);
		if (odds <= out->share[out->n - 1].odds)
			return;
		out->n--;
	}
	out->share[out->n++] = (struct holding_share){ h, odds };
}

static void conclude(const struct claims *c, struct holding_answer *out)
{
	double sum = 0;

	out->doubt = c->doubt;
	for (size_t i = 0; i < c->n; i++) {
		sum += c->claim[i].odds;
		put_share(out, c->claim[i].holding, c->claim[i].odds);
	}
	out->several = sum > 1 + ODDS_LEAST;
	put_share(out, NULL, 1 - sum);
	qsort(out->share, out->n, sizeof(out->share[0]), by_odds);
	if (out->n == 1 && !(out->doubt & HOLDER_MORE)) {
		out->share[0].odds = 1;
		out->doubt = 0;
	}
	if (out->n && out->share[0].holding)
		return;
	for (size_t i = 0; i < c->n; i++) {
		const struct holding *h = c->claim[i].holding;

		if (instant_cmp(h->until, c->ask->at) <= 0 &&
		    (!out->last || instant_cmp(h->until, out->last->until) > 0))
			out->last = h;
	}
}

void holding_decide(const struct holding *const *holding, size_t n, const struct who_ask *ask,
		    struct holding_answer *out)
{
	struct holding_key keys[HOLDING_NAMES_MAX];
	size_t names = holding_keys(ask, keys);
	struct claims c = { .ask = ask, .skew = ask->skew.us < 0 ? HOLDER_SKEW : ask->skew };

	memset(out, 0, sizeof(*out));
	c.claim = mem_new(n + 1, sizeof(*c.claim));
	c.part = mem_new(n + 1, sizeof(*c.part));
	c.which = mem_new(n + 1, sizeof(*c.which));
	for (size_t i = 0; i < n; i++) {
		int level = rank(ask, keys, names, holding[i]);

		if (level >= 0)
			c.claim[c.n++] = (struct claim){ holding[i], (unsigned)level, 0 };
	}
	spread(&c);
	if (c.n)
		conclude(&c, out);
	free(c.claim);
	free(c.part);
	free(c.which);
}
