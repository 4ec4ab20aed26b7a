/* Rules by four octets of their text, and the choice among those that hold. */
#include "model/refusal_rules.h"

#include "base/die.h"

#include <stdlib.h>
#include <string.h>

enum { HITS_MAX = 256, GRAMS = 16384, FIRST_ROOM = 256, SERVER_MAX = 255 };

/* Added to a rule's weight, or taken off it. */
enum { OWN = 1 << 20, PROVIDERS = 1 << 16, WEAK = 1500 };

void refusal_rules_init(struct refusal_rules *r)
{
	*r = (struct refusal_rules){ 0 };
	r->provider = arena_new(&r->mem, REFUSAL_PROVIDERS_MAX, sizeof(*r->provider));
}

void refusal_rules_done(struct refusal_rules *r)
{
	free(r->rule);
	name_map_done(&r->servers);
	arena_done(&r->mem);
	*r = (struct refusal_rules){ 0 };
}

int refusal_rules_provider(struct refusal_rules *r, struct str key, uint32_t *out, struct err *err)
{
	for (*out = 0; *out < r->providers; ++*out)
		if (str_eq(r->provider[*out].key, key))
			return 0;
	if (r->providers == REFUSAL_PROVIDERS_MAX)
		return err_set(err, ERR_INPUT, "more than %d providers", REFUSAL_PROVIDERS_MAX);
	r->provider[*out].key = r->provider[*out].title = arena_str(&r->mem, key);
	r->providers++;
	return 0;
}

static struct str small(struct arena *arena, struct str s)
{
	struct str out = arena_str(arena, s);

	for (size_t i = 0; i < out.n; i++)
		if (out.p[i] >= 'A' && out.p[i] <= 'Z')
			((char *)out.p)[i] |= 32;
	return out;
}

int refusal_rules_server(struct refusal_rules *r, struct str name, uint32_t provider,
			 struct err *err)
{
	uint32_t number = provider;

	if (name.n < 4 || name.n > SERVER_MAX || str_find(name, '.') == name.n)
		return err_set(err, ERR_INPUT,
			       "\".example.net\" or \"mx.example.net\" was expected");
	if (r->servers.n == REFUSAL_SERVERS_MAX)
		return err_set(err, ERR_INPUT, "more than %d servers", REFUSAL_SERVERS_MAX);
	name = small(&r->mem, name);
	if (name_map_find(&r->servers, name, &number))
		return number == provider
			       ? 0
			       : err_set(err, ERR_INPUT, "%.*s is %.*s's already", STR_ARG(name),
					 STR_ARG(r->provider[number].title));
	(void)name_map_add(&r->servers, name, &number);
	return 0;
}

/* What is said of many things, in words that mean little: an exact code says more. */
static bool is_weak(const struct refusal_rule *rule)
{
	return rule->pattern.pieces &&
	       (rule->meaning == REFUSAL_POLICY || rule->meaning == REFUSAL_THEIRS ||
		rule->meaning == REFUSAL_NETWORK);
}

int refusal_rules_add(struct refusal_rules *r, const struct refusal_rule *what, struct str text,
		      struct err *err)
{
	struct refusal_rule rule = *what;

	if (refusal_pattern_read(&r->mem, text, &rule.pattern, err) < 0)
		return -1;
	if (rule.sort != REFUSAL_REPLY && rule.pattern.pieces == 0)
		return err_set(err, ERR_INPUT, "a text was expected");
	if (r->rules == REFUSAL_RULES_MAX)
		return err_set(err, ERR_INPUT, "more than %d rules", REFUSAL_RULES_MAX);
	rule.weight = refusal_pattern_weight(&rule.pattern);
	if (rule.sort == REFUSAL_REPLY && is_weak(&rule))
		rule.weight -= WEAK;
	rule.weight += rule.own ? OWN : 0;
	rule.weight += rule.provider != REFUSAL_ANY && rule.sort == REFUSAL_REPLY ? PROVIDERS : 0;
	if (r->rules == r->room) {
		r->room = r->room ? r->room * 2 : FIRST_ROOM;
		r->rule = mem_grow(r->rule, r->room, sizeof(*r->rule));
	}
	rule.list = arena_str(&r->mem, rule.list);
	r->rule[r->rules++] = rule;
	return 0;
}

static uint32_t gram_of(const char *p)
{
	uint32_t four;

	memcpy(&four, p, sizeof(four));
	return four * 2654435761u >> 18;
}

/* The four octets of its text that stand in fewest rules. */
static uint32_t choose_anchor(struct refusal_rule *rule, const uint16_t *load)
{
	const struct refusal_pattern *p = &rule->pattern;
	uint32_t best = GRAMS;

	for (size_t i = 0; i < p->pieces; i++)
		for (size_t at = 0; at + 4 <= p->piece[i].n; at++) {
			uint32_t gram = gram_of(p->piece[i].p + at);

			if (best != GRAMS && load[gram] >= load[best])
				continue;
			best = gram;
			rule->anchor = (uint16_t)i;
			rule->anchor_at = (uint16_t)at;
		}
	die_if(best == GRAMS);
	return best;
}

void refusal_rules_seal(struct refusal_rules *r)
{
	uint16_t *load = arena_new(&r->mem, GRAMS, sizeof(*load));

	r->gram = arena_new(&r->mem, GRAMS, sizeof(*r->gram));
	r->coded = arena_new(&r->mem, r->rules ? r->rules : 1, sizeof(*r->coded));
	for (uint32_t i = 0; i < r->rules; i++) {
		const struct refusal_pattern *p = &r->rule[i].pattern;

		for (size_t k = 0; k < p->pieces; k++)
			for (size_t at = 0; at + 4 <= p->piece[k].n; at++)
				load[gram_of(p->piece[k].p + at)]++;
	}
	for (uint32_t i = 0; i < r->rules; i++) {
		uint32_t gram;

		if (r->rule[i].pattern.pieces == 0) {
			r->coded[r->codeds++] = i;
			continue;
		}
		gram = choose_anchor(&r->rule[i], load);
		r->rule[i].next = r->gram[gram];
		r->gram[gram] = i + 1;
	}
}

/* By its name, or the ends of its name, the longest first. */
static uint32_t provider_of(const struct refusal_rules *r, struct str server)
{
	char room[SERVER_MAX];
	struct str name = { room, 0 };
	uint32_t number;

	while (server.n && server.p[server.n - 1] == '.')
		server.n--;
	if (server.n > SERVER_MAX)
		return REFUSAL_ANY;
	for (; name.n < server.n; name.n++)
		room[name.n] = (char)(server.p[name.n] >= 'A' && server.p[name.n] <= 'Z'
					      ? server.p[name.n] | 32
					      : server.p[name.n]);
	while (name.n) {
		if (name_map_find(&r->servers, name, &number))
			return number;
		name = str_sub(name, 1, name.n);
		name = str_sub(name, str_find(name, '.'), name.n);
	}
	return REFUSAL_ANY;
}

struct hit {
	const struct refusal_rule *rule;
	struct str zone;
};

/* The rules that hold. */
struct search {
	const struct refusal_rules *rules;
	const struct refusal_reply *codes;
	struct str text; /* folded */
	uint8_t seen[REFUSAL_RULES_MAX / 8];
	struct hit hit[HITS_MAX];
	uint32_t hits;
};

static void try_rule(struct search *s, uint32_t i)
{
	const struct refusal_rule *rule = &s->rules->rule[i];
	struct str zone = { NULL, 0 };

	if (s->seen[i / 8] & 1 << i % 8 || s->hits == HITS_MAX)
		return;
	s->seen[i / 8] |= (uint8_t)(1 << i % 8);
	if (refusal_codes_hold(&rule->pattern.codes, s->codes) &&
	    refusal_pattern_holds(&rule->pattern, s->text, &zone))
		s->hit[s->hits++] = (struct hit){ rule, zone };
}

/* Whether the piece with the rule's four octets stands where these are. */
static bool stands_at(const struct search *s, const struct refusal_rule *rule, size_t at)
{
	struct str piece = rule->pattern.piece[rule->anchor];

	return at >= rule->anchor_at && piece.n <= s->text.n - (at - rule->anchor_at) &&
	       memcmp(s->text.p + at - rule->anchor_at, piece.p, piece.n) == 0;
}

static void try_all(struct search *s)
{
	const struct refusal_rules *r = s->rules;

	for (size_t at = 0; at + 4 <= s->text.n; at++)
		for (uint32_t i = r->gram[gram_of(s->text.p + at)]; i; i = r->rule[i - 1].next)
			if (stands_at(s, &r->rule[i - 1], at))
				try_rule(s, i - 1);
	for (uint32_t i = 0; i < r->codeds; i++)
		try_rule(s, r->coded[i]);
}

/* Of that sort the one that asks for most, and that is about the provider or about none. */
static const struct hit *best_of(const struct search *s, enum refusal_sort sort, uint32_t provider)
{
	const struct hit *best = NULL;

	for (uint32_t i = 0; i < s->hits; i++) {
		const struct refusal_rule *rule = s->hit[i].rule;

		if (rule->sort != sort || (sort != REFUSAL_SAYS && rule->provider != REFUSAL_ANY &&
					   rule->provider != provider))
			continue;
		if (!best || rule->weight > best->rule->weight ||
		    (rule->weight == best->rule->weight && rule < best->rule))
			best = &s->hit[i];
	}
	return best;
}

/* Where a list is named, these are its doing. */
static bool may_be_listed(const struct refusal_found *f)
{
	return !f->by_text || f->meaning == REFUSAL_BLOCKLISTED ||
	       f->meaning == REFUSAL_REPUTATION || f->meaning == REFUSAL_CONTENT ||
	       f->meaning == REFUSAL_POLICY || f->meaning == REFUSAL_UNKNOWN;
}

/* A zone with somebody's key before it is told by the list's name. */
static bool cited_in(const struct refusal_rule *cites, struct str zone)
{
	struct str none;

	return refusal_pattern_holds(&cites->pattern, zone, &none);
}

static void choose(const struct search *s, uint32_t provider, struct refusal_found *out)
{
	const struct hit *reply = best_of(s, REFUSAL_REPLY, provider);
	const struct hit *cites = best_of(s, REFUSAL_CITES, provider);

	if (reply) {
		out->meaning = reply->rule->meaning;
		out->by_text = reply->rule->pattern.pieces > 0;
		if (out->meaning == REFUSAL_BLOCKLISTED)
			out->list = reply->zone;
	}
	if (!cites || !may_be_listed(out) || (reply && reply->rule->own))
		return;
	out->meaning = REFUSAL_BLOCKLISTED;
	out->by_text = true;
	if (out->list.n == 0 || cited_in(cites->rule, out->list))
		out->list = cites->rule->list;
}

/* The view into the folded text as one into the text itself. */
static struct str unfold(const struct search *s, const uint16_t *from, struct str text,
			 struct str zone)
{
	size_t at;

	if (zone.n == 0 || zone.p < s->text.p || zone.p >= s->text.p + s->text.n)
		return zone;
	at = (size_t)(zone.p - s->text.p);
	return str_sub(text, from[at], zone.n);
}

void refusal_rules_find(const struct refusal_rules *r, struct str server,
			const struct refusal_reply *codes, struct str text,
			struct refusal_found *out)
{
	char room[REFUSAL_TEXT_MAX];
	uint16_t from[REFUSAL_TEXT_MAX];
	struct search s = { .rules = r, .codes = codes };
	const struct hit *says;
	uint32_t provider;

	*out = (struct refusal_found){ 0 };
	if (!r->gram)
		return;
	s.text = (struct str){ room, refusal_fold(text, room, from, sizeof(room)) };
	try_all(&s);
	provider = provider_of(r, server);
	says = best_of(&s, REFUSAL_SAYS, provider);
	if (provider == REFUSAL_ANY && says)
		provider = says->rule->provider;
	if (provider != REFUSAL_ANY)
		out->provider = r->provider[provider].title;
	choose(&s, provider, out);
	out->list = unfold(&s, from, text, out->list);
}
