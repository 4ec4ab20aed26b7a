/* What a list's answers add up to, and what of it still counts after its health checks. */
#include "sweep/lane.h"

#include "base/die.h"
#include "model/breaker.h"

#include <stdio.h>
#include <string.h>

enum { BITS_ADDRESS4 = 32, BITS_NETWORK4 = 24, BITS_NETWORK6 = 64 };

struct target_walk lane_walk(const struct lane *l)
{
	const struct list *list = l->out.list;
	unsigned bits4 = list->unit == LIST_EACH ? BITS_ADDRESS4 : BITS_NETWORK4;

	return target_walk(list->v4 && !l->no4 ? bits4 : 0,
			   list->v6 && !l->no6 ? BITS_NETWORK6 : 0);
}

void lane_plan(struct lane *l)
{
	const struct list *list = l->out.list;

	l->walk = lane_walk(l);
	if (list->subject == LIST_NAMES) {
		l->steps = l->bench->conf->names;
	} else {
		l->steps = target_steps(l->target, l->walk.bits4, l->walk.bits6);
		l->out.left_out4 =
			l->no4 && list->v4 ? target_steps(l->target, BITS_ADDRESS4, 0) : 0;
		l->out.left_out6 =
			l->no6 && list->v6 ? target_steps(l->target, 0, BITS_NETWORK6) : 0;
	}
	l->out.asked = l->steps;
	l->breaker = breaker_new(list, l->steps, true);
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

	h->ip = q->ip;
	h->step = q->tag & LANE_TAG_NUMBER;
	if (l->out.list->subject == LIST_NAMES)
		h->name = arena_str(&l->bench->arena, l->bench->conf->name[h->step]);
	else
		h->about = range_of_prefix(q->ip, q->ip.len == 4 ? w.bits4 : w.bits6);
}

static void keep_hit(struct lane *l, const struct ask *q, const struct answer *a, size_t server)
{
	struct round_hit *h = add_hit(l);

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
		h->at = l->server[server].text;
}

/* Asking sooner than a denial may be kept is pointless, and impolite. */
static void keep_shortest(uint32_t *keep_s, struct span keep)
{
	uint32_t s = keep.us > 0 ? (uint32_t)(keep.us / SPAN_S(1).us) : 0;

	if (s && (*keep_s == 0 || s < *keep_s))
		*keep_s = s;
}

void lane_count(struct lane *l, const struct ask *q, const struct answer *a, size_t server)
{
	struct said_word w = { SAID_CLEAN, 0, server < l->servers ? (unsigned)server : 0 };

	breaker_note(&l->breaker, q->ip, a, false);
	switch (a->verdict) {
	case ANSWER_UNKNOWN:
		w.what = SAID_UNKNOWN;
		w.why = a->why;
		break;
	case ANSWER_CLEAN:
		keep_shortest(&l->out.keep_s, a->keep);
		break;
	case ANSWER_LISTED:
		w.what = SAID_LISTED;
		if (l->out.hits == ROUND_HITS_MAX)
			w = (struct said_word){ SAID_UNKNOWN, ROUND_WHY_BROKEN, w.server };
		else
			keep_hit(l, q, a, server);
		break;
	}
	said_put(&l->said, q->tag & LANE_TAG_NUMBER, w);
}

static bool trusted(const struct lane *l, uint8_t server)
{
	return server >= l->servers || l->server[server].good;
}

/* What others said of a listing, if they may not be believed; then it is looked at again, if
 * there is time for it. */
static void void_beside(const struct lane *l, struct round_hit *h)
{
	if (!trusted(l, h->reason_by)) {
		h->reason = (struct str){ NULL, 0 };
		h->looked = false;
	}
	if (!trusted(l, h->confirmed_by))
		h->confirmed = h->looked = false;
}

static void void_hits(struct lane *l)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->out.hits; i++) {
		void_beside(l, &l->out.hit[i]);
		if (trusted(l, l->out.hit[i].server))
			l->out.hit[kept++] = l->out.hit[i];
	}
	l->out.hits = kept;
}

/* What nobody said anything to, or to which the network alone did, is not taken back. */
static bool is_void(const struct lane *l, struct said_word w)
{
	if (w.what == SAID_NOTHING || (w.what == SAID_UNKNOWN && w.why == WHY_TRANSPORT))
		return false;
	return w.server < l->servers && !l->server[w.server].good;
}

uint64_t lane_void(struct lane *l)
{
	uint64_t n = 0;
	bool all_good = true;

	for (size_t i = 0; i < l->servers; i++)
		all_good &= l->server[i].good;
	if (all_good)
		return 0;
	void_hits(l);
	for (uint64_t step = 0; step < l->said.n; step++) {
		struct said_word w = said_at(&l->said, step);

		if (is_void(l, w)) {
			w.what = SAID_UNKNOWN;
			w.why = ROUND_WHY_BROKEN;
			said_put(&l->said, step, w);
		}
		n += w.what == SAID_UNKNOWN && w.why == ROUND_WHY_BROKEN;
	}
	return n;
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

/* Too many at once that were not there before: the new ones wait for a person. */
static void hold_back(struct lane *l)
{
	struct breaker breaker = breaker_new(l->out.list, l->steps, l->baseline);
	const struct answer listed = { .verdict = ANSWER_LISTED };
	const struct round_calls *calls = l->bench->calls;

	for (size_t i = 0; i < l->out.hits; i++) {
		struct round_hit *h = &l->out.hit[i];

		h->known = calls->known && calls->known(calls->ctx, l->out.list, h);
		breaker_note(&breaker, h->ip, &listed, h->known);
	}
	if (breaker.state != BREAKER_TRIPPED)
		return;
	l->out.health = ROUND_HELD;
	snprintf(l->out.why, sizeof(l->out.why),
		 "names %llu of %llu that it did not name before: held until a person has looked",
		 (unsigned long long)l->out.hits, (unsigned long long)l->steps);
	for (size_t i = 0; i < l->out.hits; i++) {
		struct round_hit *h = &l->out.hit[i];

		h->held = !h->known;
		if (h->held)
			said_put(&l->said, h->step,
				 (struct said_word){ SAID_UNKNOWN, ROUND_WHY_HELD, 0 });
	}
}

static bool is_rare(const struct round_hit *h)
{
	for (size_t i = 0; i < h->codes; i++)
		if (h->code[i].code && h->code[i].code->when_rare)
			return true;
	return false;
}

/* Praise by which an operator also refuses, and which was not said a second time: a refusal that
 * was over before the breaker could see it in enough places. */
static void drop_praise(struct lane *l)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->out.hits; i++) {
		struct round_hit *h = &l->out.hit[i];

		if (h->confirmed || !is_rare(h))
			l->out.hit[kept++] = *h;
		else
			said_put(&l->said, h->step,
				 (struct said_word){ SAID_UNKNOWN, WHY_QUOTA, 0 });
	}
	l->out.hits = kept;
}

/* Why a step is unknown that nobody has said anything to. */
static unsigned unsaid_why(const struct lane *l)
{
	if (!l->said.word)
		return l->rest_why;
	return l->spent ? (unsigned)ROUND_WHY_BUDGET : (unsigned)WHY_TRANSPORT;
}

static void add_up(struct lane *l)
{
	struct round_list *o = &l->out;

	for (uint64_t step = 0; step < l->said.n; step++) {
		struct said_word w = said_at(&l->said, step);

		o->clean += w.what == SAID_CLEAN;
		o->listed += w.what == SAID_LISTED;
		if (w.what == SAID_UNKNOWN)
			o->unknown[w.why]++;
		if (w.what == SAID_NOTHING) {
			o->unknown[unsaid_why(l)]++;
			o->lost += !l->spent;
		}
	}
}

static void show_servers(struct lane *l)
{
	struct round_list *o = &l->out;

	o->server = arena_new(&l->bench->arena, l->servers ? l->servers : 1, sizeof(*o->server));
	o->servers = l->servers;
	for (size_t i = l->servers; i-- > 0;) {
		const struct lane_server *s = &l->server[i];

		o->server[i] =
			(struct round_server){ s->at, s->good, s->serial_before, s->serial_after };
		if (s->good && s->serial_after) {
			o->serial_before = s->serial_before;
			o->serial_after = s->serial_after;
		}
	}
}

static void judge_disguise(struct lane *l)
{
	l->out.health = ROUND_BROKEN;
	snprintf(l->out.why, sizeof(l->out.why),
		 "gives unrelated addresses one and the same code: a refusal in disguise");
	for (size_t i = 0; i < l->servers; i++)
		l->server[i].good = false;
	lane_void(l);
}

/* Things that are said only where nothing worse is. */
static void add_remarks(struct lane *l, size_t good)
{
	if (l->starved && good < l->servers)
		snprintf(l->out.why, sizeof(l->out.why),
			 "no socket could be opened: the process has too many files open");
	if (l->cut && !l->out.why[0])
		snprintf(l->out.why, sizeof(l->out.why),
			 "more than %u MiB of reasons: the rest of them is left out",
			 ROUND_REASONS_MAX >> 20);
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
	show_servers(l);
	drop_praise(l);
	if (l->breaker.state == BREAKER_DISGUISE && good > 0)
		judge_disguise(l);
	else if (good > 0 || l->servers == 0)
		hold_back(l);
	add_remarks(l, good);
	for (size_t i = 0; i < l->out.hits; i++)
		if (l->out.hit[i].server < l->servers)
			l->out.hit[i].serial = l->server[l->out.hit[i].server].serial_after;
	add_up(l);
}

static enum answer_verdict verdict_of(const struct lane *l, uint64_t step, unsigned *why)
{
	struct said_word w = { SAID_NOTHING, 0, 0 };

	if (l->said.word)
		w = said_at(&l->said, step);
	*why = w.what == SAID_UNKNOWN ? w.why : w.what == SAID_NOTHING ? unsaid_why(l) : 0;
	if (w.what == SAID_CLEAN)
		return ANSWER_CLEAN;
	return w.what == SAID_LISTED ? ANSWER_LISTED : ANSWER_UNKNOWN;
}

void lane_each(const struct lane *l, void (*tell)(void *, const struct round_step *), void *ctx)
{
	struct target_walk walk = lane_walk(l);

	for (uint64_t step = 0; step < l->steps; step++) {
		struct round_step s = { .verdict = ANSWER_UNKNOWN };

		if (l->out.list->subject == LIST_NAMES)
			s.name = l->bench->conf->name[step];
		else if (!target_next(l->target, &walk, &s.ip, &s.about))
			return;
		s.verdict = verdict_of(l, step, &s.why);
		tell(ctx, &s);
	}
}
