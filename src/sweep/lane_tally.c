/* What a list's answers add up to, and what of it still counts after its health checks. */
#include "sweep/lane.h"

#include "base/die.h"

#include <stdio.h>
#include <string.h>

enum { BITS_NETWORK4 = 24, BITS_NETWORK6 = 64 };

struct target_walk lane_walk(const struct lane *l)
{
	const struct list *list = l->out.list;
	unsigned bits4 = list->unit == LIST_EACH ? 32 : BITS_NETWORK4;

	return target_walk(list->v4 && !l->no4 ? bits4 : 0,
			   list->v6 && !l->no6 ? BITS_NETWORK6 : 0);
}

void lane_plan(struct lane *l)
{
	l->walk = lane_walk(l);
	if (l->out.list->subject == LIST_NAMES)
		l->steps = l->bench->conf->names;
	else
		l->steps = target_steps(l->bench->conf->target, l->walk.bits4, l->walk.bits6);
	l->out.asked = l->steps;
	l->breaker = breaker_new(l->out.list, l->steps, true);
}

static struct round_hit *add_hit(struct lane *l)
{
	if (l->out.hits == l->hits_cap) {
		l->hits_cap = l->hits_cap ? l->hits_cap * 2 : 16;
		l->out.hit = mem_grow(l->out.hit, l->hits_cap, sizeof(*l->out.hit));
	}
	l->out.hit[l->out.hits] = (struct round_hit){ 0 };
	return &l->out.hit[l->out.hits++];
}

static void set_about(struct lane *l, struct round_hit *h, const struct ask *q)
{
	struct target_walk w = lane_walk(l);
	struct arena *arena = &l->bench->arena;
	uint64_t step = q->tag & UINT64_C(0xffffffffffffff);

	h->ip = q->ip;
	if (l->out.list->subject == LIST_NAMES)
		h->name = arena_str(arena, l->bench->conf->name[step]);
	else
		h->about = range_of_prefix(q->ip, q->ip.len == 4 ? w.bits4 : w.bits6);
}

static void keep_hit(struct lane *l, const struct ask *q, const struct answer *a, size_t server)
{
	struct round_hit *h = add_hit(l);
	char at[ENDPOINT_TEXT_MAX + 1];

	set_about(l, h, q);
	h->code = arena_new(&l->bench->arena, a->n_codes, sizeof(*h->code));
	memcpy(h->code, a->codes, a->n_codes * sizeof(*h->code));
	h->codes = a->n_codes;
	h->ttl = a->keep.us > 0 ? (uint32_t)(a->keep.us / SPAN_S(1).us) : 0;
	h->severity = a->severity;
	h->kind = a->kind;
	h->policy = answer_is_policy(a);
	h->server = h->reason_by = h->confirmed_by = (uint8_t)server;
	if (server < l->servers)
		h->at = arena_str(&l->bench->arena,
				  str_of(endpoint_text(l->server[server].at, at)));
}

void lane_count(struct lane *l, const struct ask *q, const struct answer *a, size_t server)
{
	breaker_note(&l->breaker, q->ip, a, false);
	switch (a->verdict) {
	case ANSWER_UNKNOWN:
		l->out.unknown[a->why]++;
		break;
	case ANSWER_CLEAN:
		l->out.clean++;
		if (server < l->servers)
			l->server[server].clean++;
		break;
	case ANSWER_LISTED:
		if (l->out.hits == ROUND_HITS_MAX)
			l->out.unknown[ROUND_WHY_BROKEN]++;
		else
			keep_hit(l, q, a, server);
		break;
	}
}

static bool trusted(const struct lane *l, uint8_t server)
{
	return server >= l->servers || l->server[server].good;
}

/* What others said of a listing, if they may not be believed. */
static void void_beside(const struct lane *l, struct round_hit *h)
{
	if (!trusted(l, h->reason_by))
		h->reason = (struct str){ NULL, 0 };
	if (!trusted(l, h->confirmed_by))
		h->confirmed = false;
}

void lane_void(struct lane *l)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->out.hits; i++) {
		struct round_hit *h = &l->out.hit[i];

		void_beside(l, h);
		if (trusted(l, h->server))
			l->out.hit[kept++] = *h;
		else
			l->out.unknown[ROUND_WHY_BROKEN]++;
	}
	l->out.hits = kept;
	for (size_t i = 0; i < l->servers; i++) {
		struct lane_server *s = &l->server[i];

		if (s->good)
			continue;
		l->out.clean -= s->clean;
		l->out.unknown[ROUND_WHY_BROKEN] += s->clean;
		s->clean = 0;
	}
}

static enum round_health health_of(enum gate_state s)
{
	switch (s) {
	case GATE_OK:
		return ROUND_OK;
	case GATE_BROKEN:
		return ROUND_BROKEN;
	case GATE_REFUSED:
		return ROUND_REFUSED;
	case GATE_SILENT:
	case GATE_WAITING:
		return ROUND_SILENT;
	}
	return ROUND_BROKEN;
}

/* The gravest first: what answers wrongly, what refuses, what is silent. */
static struct lane_server *worst(struct lane *l)
{
	static const enum gate_state order[] = { GATE_BROKEN, GATE_REFUSED, GATE_SILENT };

	for (size_t k = 0; k < LEN(order); k++)
		for (size_t i = 0; i < l->servers; i++)
			if (!l->server[i].good && gate_state(&l->server[i].gate) == order[k])
				return &l->server[i];
	return NULL;
}

static void judge_servers(struct lane *l, size_t good)
{
	struct lane_server *bad = worst(l);
	char at[ENDPOINT_TEXT_MAX + 1];

	if (good == l->servers)
		return;
	l->out.health =
		good > 0 ? ROUND_PARTIAL : health_of(bad ? gate_state(&bad->gate) : GATE_SILENT);
	if (bad)
		snprintf(l->out.why, sizeof(l->out.why), "%s: %s", endpoint_text(bad->at, at),
			 bad->gate.why);
}

void lane_judge(struct lane *l)
{
	size_t good = 0;

	for (size_t i = 0; i < l->servers; i++)
		good += l->server[i].good;
	l->out.health = ROUND_OK;
	judge_servers(l, good);
	if (l->spent && !worst(l))
		l->out.health = ROUND_SPENT; /* out.why says so since then */
	if (l->breaker.state == BREAKER_DISGUISE && good > 0) {
		l->out.health = ROUND_BROKEN;
		snprintf(l->out.why, sizeof(l->out.why),
			 "gives unrelated addresses one and the same code: a refusal in disguise");
		for (size_t i = 0; i < l->servers; i++)
			l->server[i].good = false;
		lane_void(l);
	}
	l->out.listed = l->out.hits;
	for (size_t i = 0; i < l->out.hits; i++)
		l->out.hit[i].serial = l->out.serial;
}
