/* The questions of a list: which one is next in its present stage, and who pays for it. */
#include "sweep/lane.h"

#include "base/die.h"
#include "sweep/purse.h"
#include "sys/clock.h"
#include "sys/loop.h"

#include <stdio.h>

enum { PRICE_CHECK = 4 }; /* packets: one for the opening check, three for the closing one */

static uint64_t tag(enum lane_tag kind, uint64_t n)
{
	return (uint64_t)kind << LANE_TAG_SHIFT | n;
}

size_t lane_server_of(const struct lane *l, struct endpoint at)
{
	size_t i = 0;

	while (i < l->servers && !endpoint_eq(l->server[i].at, at))
		i++;
	return i;
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

	out->tag = tag(LANE_TAG_GATE, l->cursor << 16 | l->part);
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

/* Is the step that the walk stands at asked in this pass? */
static bool is_wanted(const struct lane *l)
{
	struct said_word w;

	if (l->pass == 0)
		return true;
	w = said_at(&l->said, l->step);
	if (l->again)
		return w.what == SAID_UNKNOWN && w.why == ROUND_WHY_BROKEN;
	return w.what == SAID_NOTHING;
}

/* The next step of the walk that is to be asked in this pass. */
static bool step_ask(struct lane *l, struct ask *out, struct dns_name *scratch)
{
	struct range part;
	struct err err;

	for (; l->step < l->steps; l->step++) {
		bool wanted = is_wanted(l);

		if (l->out.list->subject == LIST_NAMES) {
			const struct str *name = &l->bench->conf->name[l->step];

			die_if(dns_name_parse(*name, scratch, &err) < 0); /* see round_conf */
			out->name = scratch;
		} else if (!target_next(l->target, &l->walk, &out->ip, &part)) {
			return false;
		}
		if (!wanted)
			continue;
		if (l->pass > 0) {
			l->ahead--;
			l->probed = true;
		}
		out->tag = tag(LANE_TAG_STEP, l->step++);
		out->type = DNS_A;
		return true;
	}
	return false;
}

/* Nobody answers any more: the rest of this pass is missed without being asked. */
static void miss_rest(struct lane *l)
{
	if (l->pass > 0) {
		l->n_missed += l->ahead;
		l->ahead = 0;
		return;
	}
	l->n_missed += l->steps - l->step;
	l->step = l->steps;
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

/* Moves the cursor to the next listing that has not been looked at. */
static bool look_at(struct lane *l)
{
	while (l->cursor < l->out.hits && l->out.hit[l->cursor].looked)
		l->cursor++;
	return l->cursor < l->out.hits;
}

/* Two questions about each listing: its reason, and what another server says. */
static void look_ask(struct lane *l, struct ask *out, struct dns_name *scratch)
{
	struct round_hit *h = &l->out.hit[l->cursor];
	struct err err;

	out->ip = h->ip;
	if (h->name.p) {
		die_if(dns_name_parse(h->name, scratch, &err) < 0);
		out->name = scratch;
	}
	out->type = l->part == 0 ? DNS_TXT : DNS_A;
	out->tag = tag(l->part == 0 ? LANE_TAG_TEXT : LANE_TAG_SECOND, l->cursor);
	if (l->part == 1 && (l->good > 1 || l->server[h->server].pointless)) {
		out->where = l->server[h->server].pointless ? ASK_ONLY : ASK_NOT;
		out->server = l->server[h->server].at;
	}
	h->looked = l->part == 1;
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

/* One packet from the purse. */
static enum purse_answer take_one(struct lane *l)
{
	struct err err = { 0 };
	struct instant now = clock_now();
	struct instant until;
	enum purse_answer got = purse_take(l->bench->purse, l->out.list, now, &until, &err);

	if (got == PURSE_WAIT)
		loop_timer_set(l->timer, instant_since(until, now));
	if (got != PURSE_EMPTY)
		return got;
	l->spent = true;
	snprintf(l->out.why, sizeof(l->out.why), "%s",
		 err.text[0] ? err.text : "the operator's budget for today is spent");
	lane_wake(l);
	return got;
}

/* Out of what was put by for the closing check. */
static bool is_prepaid(struct lane *l)
{
	if (l->stage != LANE_RECHECKING || l->prepaid == 0)
		return false;
	l->prepaid--;
	return true;
}

/* A question's first packet. The opening check pays for the closing one as well, and for what
 * may have to be repeated there, so that what was learnt between can be proven. */
static bool pay(struct lane *l)
{
	unsigned price = l->stage == LANE_CHECKING ? PRICE_CHECK : 1;

	if (is_prepaid(l))
		return true;
	while (l->paid < price) {
		if (take_one(l) != PURSE_SPEND)
			return false;
		l->paid++;
	}
	l->paid = 0;
	l->prepaid += price - 1;
	return true;
}

enum engine_again lane_again(struct lane *l)
{
	if (is_prepaid(l))
		return AGAIN_YES;
	if (l->spent)
		return AGAIN_NEVER;
	switch (take_one(l)) {
	case PURSE_SPEND:
		return AGAIN_YES;
	case PURSE_WAIT:
		return AGAIN_LATER;
	case PURSE_EMPTY:
		return AGAIN_NEVER;
	}
	return AGAIN_NEVER;
}

bool lane_starved(const struct lane *l)
{
	return l->spent && (l->stage != LANE_RECHECKING || l->prepaid == 0);
}

bool lane_next(struct lane *l, unsigned zone, struct ask *out)
{
	static struct dns_name scratch; /* the engine copies it when we return */

	if ((int)zone != (l->stage == LANE_CHECKING ? l->zone : l->good_zone))
		return false;
	if (lane_starved(l))
		return false;
	if (l->stage == LANE_PAUSING || (l->stage == LANE_ASKING && !may_step(l)))
		return false;
	if (!has_question(l)) {
		l->exhausted = true;
		if (l->pending == 0)
			lane_wake(l);
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
