/* The stages of one list in a round.
 *
 * Stages change only from the timer, never inside the engine's calls: a stage is over when it
 * has no more questions and none is outstanding.
 */
#include "sweep/lane.h"

#include "base/die.h"
#include "sweep/purse.h"
#include "sys/clock.h"
#include "sys/loop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PASSES = 3, PAUSE_S = 6 }; /* longer than the engine leaves a lost zone alone */

/* A tag: what kind of question in its upper octet, which one below. */
enum tag_kind { TAG_STEP = 1, TAG_GATE, TAG_TEXT, TAG_SECOND };

static uint64_t tag(enum tag_kind kind, uint64_t n)
{
	return (uint64_t)kind << 56 | n;
}

int lane_new(struct lane_bench *bench, const struct list *list, struct lane **out, struct err *err)
{
	struct lane *l = mem_new(1, sizeof(*l));
	struct buf AUTO(buf_done) zone;

	buf_init(&zone, DNS_TEXT_MAX);
	list_zone_asked(list, &zone);
	l->bench = bench;
	l->out.list = list;
	l->zone = l->good_zone = -1;
	*out = NULL;
	if (dns_name_parse(buf_str(&zone), &l->apex, NULL) < 0) { /* it would name the key */
		free(l);
		return err_set(err, ERR_INPUT, "list %.*s: its zone%s is no domain name",
			       STR_ARG(list_name_shown(list)),
			       list->key.n ? " with its key before it" : "");
	}
	l->timer = loop_timer_new(bench->conf->loop, lane_tick, l);
	lane_plan(l);
	*out = l;
	return 0;
}

void lane_free(struct lane *l)
{
	if (!l)
		return;
	if (l->timer)
		loop_timer_free(l->timer);
	free(l->out.hit);
	free(l->missed);
	free(l->server);
	free(l);
}

void lane_end(struct lane *l)
{
	l->stage = LANE_ENDED;
	loop_timer_set(l->timer, SPAN_US(0)); /* the round is told from there */
}

/* The stage may be over, or the wait for the purse: the timer looks. */
static void look_soon(struct lane *l)
{
	loop_timer_set(l->timer, SPAN_US(0));
}

static void enter(struct lane *l, enum lane_stage stage)
{
	l->stage = stage;
	l->cursor = l->part = 0;
	l->exhausted = false;
	if (l->good_zone >= 0)
		engine_wake(l->bench->engine, (unsigned)l->good_zone);
}

static int zone_add(struct lane *l, bool good_only)
{
	struct endpoint at[ROUND_SERVERS_MAX];
	struct engine_zone zone = { &l->apex, at, 0, 0, l->recurse };
	struct err err;
	int n;

	for (size_t i = 0; i < l->servers; i++)
		if (!good_only || l->server[i].good)
			at[zone.servers++] = l->server[i].at;
	zone.rate = l->bench->conf->ledger ? l->out.list->budget.per_s : 0;
	n = engine_zone_add(l->bench->engine, &zone, &err);
	if (n < 0)
		snprintf(l->out.why, sizeof(l->out.why), "%s", err.text);
	return n;
}

static void plan_gates(struct lane *l)
{
	for (size_t i = 0; i < l->servers; i++)
		if (l->server[i].good)
			gate_plan(&l->server[i].gate, l->out.list, &l->bench->rng,
				  (struct ip){ 0 });
}

static size_t server_of(const struct lane *l, struct endpoint at)
{
	size_t i = 0;

	while (i < l->servers && !endpoint_eq(l->server[i].at, at))
		i++;
	return i;
}

void lane_servers(struct lane *l, const struct endpoint *server, size_t n, const char *why)
{
	if (n == 0) {
		l->out.health = ROUND_LOST;
		snprintf(l->out.why, sizeof(l->out.why), "%s", why);
		l->out.unknown[ROUND_WHY_BROKEN] = l->steps;
		lane_end(l);
		return;
	}
	l->server = mem_new(ROUND_SERVERS_MAX, sizeof(*l->server));
	for (size_t i = 0; i < n && l->servers < ROUND_SERVERS_MAX; i++)
		if (server_of(l, server[i]) == l->servers)
			l->server[l->servers++] =
				(struct lane_server){ .at = server[i], .good = true };
	l->asked_servers = l->servers;
	l->zone = l->good_zone = zone_add(l, false);
	if (l->zone < 0) {
		l->out.health = ROUND_LOST;
		l->out.unknown[ROUND_WHY_BROKEN] = l->steps;
		lane_end(l);
		return;
	}
	plan_gates(l);
	enter(l, LANE_CHECKING);
}

/* Moves cursor and part to the next control question of a good server. */
static bool gate_at(struct lane *l)
{
	for (; l->cursor < l->servers; l->cursor++, l->part = 0)
		if (l->server[l->cursor].good && l->part < l->server[l->cursor].gate.n)
			return true;
	return false;
}

static void gate_ask(struct lane *l, struct ask *out, struct dns_name *scratch)
{
	const struct lane_server *s = &l->server[l->cursor];
	const struct gate_ask *g = &s->gate.ask[l->part];
	struct err err;

	out->tag = tag(TAG_GATE, l->cursor << 16 | l->part);
	out->where = ASK_ONLY;
	out->server = s->at;
	out->type = g->role == GATE_SOA ? DNS_SOA : DNS_A;
	out->ip = g->ip;
	if (g->ip.len == 0) {
		*scratch = (struct dns_name){ .n = 1 };
		if (g->name[0])
			die_if(dns_name_parse(str_of(g->name), scratch, &err) < 0);
		out->name = scratch;
	}
	l->part++;
}

static bool missed_here(const struct lane *l)
{
	return l->missed && l->missed[l->step / 64] >> (l->step % 64) & 1;
}

/* The next step of the walk that is to be asked in this pass. */
static bool step_ask(struct lane *l, struct ask *out, struct dns_name *scratch)
{
	struct range part;
	struct err err;

	for (; l->step < l->steps; l->step++) {
		bool wanted = l->pass == 0 || missed_here(l);

		if (l->out.list->subject == LIST_NAMES) {
			const struct str *name = &l->bench->conf->name[l->step];

			die_if(dns_name_parse(*name, scratch, &err) < 0); /* see round_conf */
			out->name = scratch;
		} else if (!target_next(l->bench->conf->target, &l->walk, &out->ip, &part)) {
			return false;
		}
		if (!wanted)
			continue;
		if (l->pass > 0) {
			l->missed[l->step / 64] &= ~(UINT64_C(1) << (l->step % 64));
			l->n_missed--;
			l->ahead--;
			l->probed = true;
		}
		out->tag = tag(TAG_STEP, l->step++);
		out->type = DNS_A;
		return true;
	}
	return false;
}

static void miss(struct lane *l, uint64_t step)
{
	if (!l->missed)
		l->missed = mem_new(l->steps / 64 + 1, sizeof(*l->missed));
	l->missed[step / 64] |= UINT64_C(1) << (step % 64);
	l->n_missed++;
}

/* Nobody answers any more: the rest of this pass is missed without being asked. */
static void miss_rest(struct lane *l)
{
	for (; l->pass == 0 && l->step < l->steps; l->step++)
		miss(l, l->step);
	l->ahead = 0;
}

/* May the next step be asked? Of a zone that is lost only the first one of a later pass may,
 * alone, and if it is not answered either the pass is over. */
static bool may_step(struct lane *l)
{
	if (!engine_zone_lost(l->bench->engine, (unsigned)l->good_zone))
		return true;
	if (l->pass > 0 && !l->probed)
		return true;
	if (l->pass > 0 && l->pending > 0)
		return false;
	miss_rest(l);
	return true;
}

static bool look_at(const struct lane *l)
{
	return l->cursor < l->out.hits;
}

/* Two questions about each listing: its reason, and what another server says. */
static void look_ask(struct lane *l, struct ask *out, struct dns_name *scratch)
{
	const struct round_hit *h = &l->out.hit[l->cursor];
	struct err err;

	out->ip = h->ip;
	if (h->name.p) {
		die_if(dns_name_parse(h->name, scratch, &err) < 0);
		out->name = scratch;
	}
	out->type = l->part == 0 ? DNS_TXT : DNS_A;
	out->tag = tag(l->part == 0 ? TAG_TEXT : TAG_SECOND, l->cursor);
	if (l->part == 1 && (l->good > 1 || l->server[h->server].pointless)) {
		out->where = l->server[h->server].pointless ? ASK_ONLY : ASK_NOT;
		out->server = l->server[h->server].at;
	}
	l->cursor += l->part;
	l->part ^= 1;
}

static bool has_question(struct lane *l)
{
	switch (l->stage) {
	case LANE_CHECKING:
	case LANE_SIFTING:
	case LANE_RECHECKING:
		return gate_at(l);
	case LANE_ASKING:
		return !l->spent && (l->pass == 0 ? l->step < l->steps : l->ahead > 0);
	case LANE_LOOKING:
		return !l->spent && look_at(l);
	case LANE_FINDING:
	case LANE_PAUSING:
	case LANE_ENDED:
		return false;
	}
	return false;
}

/* One question from the purse. The opening check pays for the closing one as well, so that
 * what was learnt between can always be proven. */
static bool pay(struct lane *l)
{
	struct instant now = clock_now();
	struct instant until;
	struct err err = { 0 };
	unsigned price = l->stage == LANE_CHECKING ? 2 : 1;

	if (l->stage == LANE_RECHECKING && l->prepaid > 0) {
		l->prepaid--;
		return true;
	}
	while (l->paid < price) {
		switch (purse_take(l->bench->purse, l->out.list, now, &until, &err)) {
		case PURSE_SPEND:
			l->paid++;
			continue;
		case PURSE_WAIT:
			loop_timer_set(l->timer, instant_since(until, now));
			return false;
		case PURSE_EMPTY:
			l->spent = true;
			snprintf(l->out.why, sizeof(l->out.why), "%s",
				 err.text[0] ? err.text
					     : "the operator's budget for today is spent");
			look_soon(l);
			return false;
		}
	}
	l->paid = 0;
	l->prepaid += price - 1;
	return true;
}

/* Nothing more can be paid; the closing check was before. */
static bool starved(const struct lane *l)
{
	return l->spent && (l->stage != LANE_RECHECKING || l->prepaid == 0);
}

bool lane_next(struct lane *l, unsigned zone, struct ask *out)
{
	static struct dns_name scratch; /* the engine copies it when we return */

	if ((int)zone != (l->stage == LANE_CHECKING ? l->zone : l->good_zone))
		return false;
	if (starved(l))
		return false;
	if (l->stage == LANE_PAUSING || (l->stage == LANE_ASKING && !may_step(l)))
		return false;
	if (!has_question(l)) {
		l->exhausted = true;
		if (l->pending == 0)
			look_soon(l);
		return false;
	}
	if (!pay(l))
		return false;
	if (l->stage == LANE_ASKING) {
		die_if(!step_ask(l, out, &scratch));
	} else if (l->stage == LANE_LOOKING) {
		look_ask(l, out, &scratch);
	} else {
		gate_ask(l, out, &scratch);
	}
	l->pending++;
	return true;
}

static void step_done(struct lane *l, const struct ask *q, const struct told *t, struct answer *a)
{
	uint64_t step = q->tag & UINT64_C(0xffffffffffffff);
	size_t server = server_of(l, t->server);

	if (a->verdict == ANSWER_CLEAN && server < l->servers &&
	    !gate_serves(&l->server[server].gate, q->ip)) { /* though others of the zone do */
		a->verdict = ANSWER_UNKNOWN;
		a->why = WHY_UNPROVEN;
	}
	if (a->why == WHY_TRANSPORT && l->pass + 1 < PASSES) {
		miss(l, step);
		return;
	}
	if (t->how == TOLD_SILENCE)
		l->out.lost++;
	lane_count(l, q, a, server);
}

static void text_done(struct lane *l, struct round_hit *h, const struct told *t)
{
	struct buf AUTO(buf_done) text;

	buf_init(&text, DNS_REPLY_TEXTS_MAX * (DNS_REPLY_TEXT_MAX + 2));
	if (t->how != TOLD_REPLY || t->reply->texts == 0)
		return;
	for (size_t i = 0; i < t->reply->texts; i++) {
		if (i > 0)
			buf_add(&text, STR("; "));
		buf_add(&text, (struct str){ t->reply->text[i].b, t->reply->text[i].n });
	}
	h->reason = arena_str(&l->bench->arena, buf_str(&text));
	h->reason_by = (uint8_t)server_of(l, t->server);
}

static void second_done(struct lane *l, struct round_hit *h, const struct told *t,
			const struct reply_facts *f)
{
	h->confirmed = answer_judge(l->out.list, f).verdict == ANSWER_LISTED;
	h->confirmed_by = (uint8_t)server_of(l, t->server);
}

void lane_done(struct lane *l, const struct ask *q, const struct told *t)
{
	static struct facts facts; /* large, and of no use after this call */
	uint64_t n = q->tag & UINT64_C(0xffffffffffffff);
	struct answer a;

	l->pending--;
	purse_settle(l->bench->purse, l->out.list, t->tries);
	facts_of_told(&facts, t);
	switch ((enum tag_kind)(q->tag >> 56)) {
	case TAG_GATE:
		l->server[n >> 16].absent |= t->how == TOLD_NOBODY;
		gate_told(&l->server[n >> 16].gate, n & 0xffff, &facts.reply);
		break;
	case TAG_STEP:
		a = answer_judge(l->out.list, &facts.reply);
		step_done(l, q, t, &a);
		break;
	case TAG_TEXT:
		text_done(l, &l->out.hit[n], t);
		break;
	case TAG_SECOND:
		second_done(l, &l->out.hit[n], t, &facts.reply);
		break;
	}
	if ((l->exhausted || l->spent || l->probed) && l->pending == 0)
		look_soon(l);
}

/* A listing that it gave, and gave again when all had been asked: there is data in it. */
static bool has_witness(const struct lane *l, size_t server)
{
	for (size_t i = 0; i < l->out.hits; i++)
		if (l->out.hit[i].server == server && l->out.hit[i].confirmed)
			return true;
	return false;
}

/* An emptied list looks as one without test points does, so the latter is believed only with a
 * witness; one that had test points must keep them. */
static bool passes(const struct lane *l, size_t server)
{
	const struct lane_server *s = &l->server[server];

	if (!s->gate.pointless || l->stage == LANE_CHECKING)
		return s->gate.pointless || gate_state(&l->server[server].gate) == GATE_OK;
	if (!s->pointless)
		return false;
	return l->stage == LANE_SIFTING || has_witness(l, server);
}

/* Which servers passed the check that has just ended. */
static size_t sort_servers(struct lane *l)
{
	l->good = 0;
	for (size_t i = 0; i < l->servers; i++) {
		struct lane_server *s = &l->server[i];

		if (!s->good)
			continue;
		gate_state(&s->gate);
		s->good = passes(l, i);
		if (l->stage == LANE_CHECKING)
			s->pointless = s->gate.pointless;
		l->good += s->good;
		if (s->good && s->gate.serial)
			l->out.serial = s->gate.serial;
	}
	return l->good;
}

/* From now on only those are asked that passed. */
static void narrow(struct lane *l)
{
	int zone;

	if (l->good == l->asked_servers)
		return;
	zone = zone_add(l, true);
	if (zone < 0) {
		l->out.why[0] = '\0'; /* what the others say is void, no more */
		return;
	}
	l->good_zone = zone;
	l->asked_servers = l->good;
}

static void finish(struct lane *l)
{
	lane_void(l);
	lane_judge(l);
	lane_end(l);
}

/* A zone that nobody described may list one family only; its test points tell. False if then
 * nothing is left to ask: what was wanted is what it should list. */
static bool learn_families(struct lane *l)
{
	static const struct ip four = { .len = 4 };
	static const struct ip six = { .len = 16 };
	uint64_t wanted = l->steps;

	l->no4 = l->no6 = true;
	for (size_t i = 0; i < l->servers; i++) {
		const struct lane_server *s = &l->server[i];

		l->no4 &= !(s->good && gate_serves(&s->gate, four));
		l->no6 &= !(s->good && gate_serves(&s->gate, six));
	}
	if (!l->no4 && !l->no6)
		return true;
	lane_plan(l);
	if (l->steps > 0 || wanted == 0)
		return true;
	snprintf(l->out.why, sizeof(l->out.why), "its test point of IPv%c is not listed",
		 l->no4 ? '4' : '6');
	l->no4 = l->no6 = false;
	lane_plan(l);
	return false;
}

/* A server that cannot be reached from here, such as one of IPv6 where we have none, says
 * nothing against the list. */
static void drop_absent(struct lane *l)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->servers; i++)
		if (l->server[i].good || !l->server[i].absent)
			l->server[kept++] = l->server[i];
	l->servers = kept;
}

static void after_check(struct lane *l)
{
	size_t good = sort_servers(l);

	if (l->spent || good == 0) {
		l->out.unknown[l->spent ? ROUND_WHY_BUDGET : ROUND_WHY_BROKEN] = l->steps;
		lane_judge(l);
		lane_end(l);
		return;
	}
	if (!learn_families(l)) {
		l->out.health = ROUND_BROKEN;
		l->out.unknown[ROUND_WHY_BROKEN] = l->steps;
		lane_end(l);
		return;
	}
	drop_absent(l);
	narrow(l);
	enter(l, LANE_ASKING);
}

static void after_asking(struct lane *l)
{
	if (l->spent) /* in a later pass the steps not reached are among the missed */
		l->out.unknown[ROUND_WHY_BUDGET] +=
			l->n_missed + (l->pass == 0 ? l->steps - l->step : 0);
	if (!l->spent && l->n_missed > 0 && l->pass + 1 < PASSES) {
		enter(l, LANE_PAUSING);
		loop_timer_set(l->timer, SPAN_S(PAUSE_S * (l->pass + 1)));
		return;
	}
	if (!l->spent) {
		l->out.unknown[WHY_TRANSPORT] += l->n_missed;
		l->out.lost += l->n_missed;
	}
	plan_gates(l);
	if (l->out.hits > BREAKER_ADDRESSES && !l->spent)
		enter(l, LANE_SIFTING);
	else
		enter(l, l->out.hits && !l->spent ? LANE_LOOKING : LANE_RECHECKING);
}

static void ask_again(struct lane *l)
{
	l->pass++;
	l->ahead = l->n_missed;
	l->probed = false;
	l->step = 0;
	l->walk = lane_walk(l);
	enter(l, LANE_ASKING);
}

static void after_sifting(struct lane *l)
{
	if (l->spent) { /* the closing check is paid for, and tells as well */
		plan_gates(l);
		enter(l, LANE_RECHECKING);
		return;
	}
	if (sort_servers(l) == 0) {
		finish(l);
		return;
	}
	lane_void(l);
	narrow(l);
	plan_gates(l);
	enter(l, l->out.hits ? LANE_LOOKING : LANE_RECHECKING);
}

static void advance(struct lane *l)
{
	switch (l->stage) {
	case LANE_CHECKING:
		after_check(l);
		break;
	case LANE_ASKING:
		after_asking(l);
		break;
	case LANE_PAUSING:
		ask_again(l);
		break;
	case LANE_SIFTING:
		after_sifting(l);
		break;
	case LANE_LOOKING:
		enter(l, LANE_RECHECKING);
		break;
	case LANE_RECHECKING:
		sort_servers(l);
		finish(l);
		break;
	case LANE_FINDING:
	case LANE_ENDED:
		break;
	}
}

void lane_tick(void *lane)
{
	struct lane *l = lane;
	bool over = l->exhausted || l->stage == LANE_PAUSING;

	if (l->stage == LANE_ENDED) {
		l->bench->ended(l->bench->ctx, l);
		return;
	}
	if (starved(l))
		over = true;
	if (over && l->pending == 0)
		advance(l);
	else if (l->good_zone >= 0)
		engine_wake(l->bench->engine,
			    (unsigned)(l->stage == LANE_CHECKING ? l->zone : l->good_zone));
}
