/* The engine's decisions: whose turn it is, which server is asked, when a question ends. */
#include "sweep/engine.h"

#include "base/die.h"
#include "sweep/engine_parts.h"
#include "sys/clock.h"
#include "sys/loop.h"
#include "sys/udp.h"

#include <stdlib.h>
#include <string.h>

enum {
	SLICE = 32,              /* questions of one zone before the next zone's turn */
	QUOTA = 4096,            /* steps per turn; more follow after the loop had its own */
	WAITING_MAX = 256,       /* questions of a zone that wait for a certain server */
	LOOK_MAX = 64,           /* of them, looked at per step */
	SHED_TRIES = 4,          /* after which one may be given up so that others can wait */
	KNOCKS = 3,              /* packets of checks to a server that seems dead */
	REST_US = 300000,        /* after a server failed */
	LOST_PROBE_US = 5000000, /* between two real questions to a lost zone */
	NAP_FIRST_US = 50,
	NAP_LONGEST_US = 1000,
	NAP_WINDOW = 32, /* outstanding packets from which naps pay */
};

void engine_clock(struct engine *e)
{
	e->now = clock_mono();
}

void engine_alarm(struct engine *e, struct span at)
{
	if (e->timer_at.us != 0 && e->timer_at.us <= at.us)
		return;
	e->timer_at = at;
	loop_timer_set(e->timer, (struct span){ at.us - e->now.us });
}

void engine_due(struct engine *e, uint32_t i)
{
	slots_push(&e->slots, &e->zone[e->slots.slot[i].zone]->due, i);
}

void engine_rest(struct engine *e, uint32_t i)
{
	struct slot *s = &e->slots.slot[i];

	s->due.us = e->now.us + REST_US;
	slots_push(&e->slots, &e->zone[s->zone]->rest, i);
	engine_alarm(e, s->due);
}

void engine_end(struct engine *e, uint32_t i, const struct told *t)
{
	struct slot *s = &e->slots.slot[i];
	struct zone *z = e->zone[s->zone];
	struct told told = *t;
	struct ask q = { .tag = s->tag,
			 .type = s->type,
			 .ip = s->ip,
			 .name = s->whole_name ? s->name : NULL,
			 .where = (enum ask_where)s->where };

	if (s->pin >= 0)
		q.server = z->server[s->pin]->at;
	slots_unbind(&e->slots, i);
	slots_drop(&e->slots, i);
	told.unsent = s->paid > s->tries ? (unsigned)(s->paid - s->tries) : 0;
	z->stats.ended++;
	z->stats.lost += t->how == TOLD_SILENCE;
	e->calls.done(e->calls.ctx, z->number, &q, &told);
	slots_give(&e->slots, i);
}

/* Nobody will answer any more: the best that was heard, else `how`. */
static void give_up(struct engine *e, uint32_t i, enum told_how how)
{
	const struct slot *s = &e->slots.slot[i];
	struct told told = { .how = how, .tries = s->tries };

	if (s->said >= 0) {
		told.how = (enum told_how)s->how;
		told.rcode = s->rcode;
		told.server = e->zone[s->zone]->server[s->said]->at;
	}
	engine_end(e, i, &told);
}

static bool all_dead(const struct engine *e, const struct zone *z)
{
	for (unsigned k = 0; k < z->servers; k++)
		if (!upstream_dead(z->server[k], e->now, e->config.patience))
			return false;
	return true;
}

static void lose(struct engine *e, struct zone *z)
{
	z->lost = true;
	z->probe_at.us = e->now.us + LOST_PROBE_US;
	while (z->due.first != SLOT_NONE)
		give_up(e, z->due.first, TOLD_SILENCE);
	while (z->rest.first != SLOT_NONE)
		give_up(e, z->rest.first, TOLD_SILENCE);
}

/* A check of this server has knocked often enough: what waits for it alone ends. */
static void lose_pinned(struct engine *e, struct zone *z, const struct upstream *u)
{
	for (uint32_t i = z->due.first, next; i != SLOT_NONE; i = next) {
		const struct slot *s = &e->slots.slot[i];

		next = s->next;
		if (s->where == ASK_ONLY && s->pin >= 0 && z->server[s->pin] == u)
			give_up(e, i, TOLD_SILENCE);
	}
}

static void timed_out(struct engine *e, struct upstream *u, uint32_t i)
{
	struct slot *s = &e->slots.slot[i];
	struct zone *z = e->zone[s->zone];
	bool dead;

	slots_unbind(&e->slots, i);
	slots_drop(&e->slots, i);
	u->out--;
	e->out--;
	upstream_missed(u, s->sent, e->now);
	dead = upstream_dead(u, e->now, e->config.patience);
	if (dead && !z->lost && all_dead(e, z))
		lose(e, z);
	if (dead && s->where == ASK_ONLY && ++u->knocks >= KNOCKS)
		lose_pinned(e, z, u);
	if (s->tries >= e->config.tries || (z->lost && s->where != ASK_ONLY) ||
	    (dead && s->where == ASK_ONLY && u->knocks >= KNOCKS))
		give_up(e, i, TOLD_SILENCE);
	else
		engine_due(e, i);
}

/* All that has waited long enough. */
static void expire(struct engine *e)
{
	for (unsigned k = 0; k < e->servers; k++) {
		for (unsigned c = 0; c < UPSTREAM_CLASSES; c++) {
			struct slot_list *list = &e->server[k]->flight[c];

			while (list->first != SLOT_NONE &&
			       e->slots.slot[list->first].due.us <= e->now.us)
				timed_out(e, e->server[k], list->first);
		}
	}
	for (unsigned k = 0; k < e->zones; k++) {
		struct slot_list *list = &e->zone[k]->rest;

		while (list->first != SLOT_NONE && e->slots.slot[list->first].due.us <= e->now.us)
			engine_due(e, list->first);
	}
}

/* What was sent to who refuses need not be waited for. */
static void forsake(struct engine *e)
{
	e->refused = false;
	for (unsigned k = 0; k < e->servers; k++) {
		struct upstream *u = e->server[k];

		for (unsigned c = 0; upstream_refuses(u) && c < UPSTREAM_CLASSES; c++)
			while (u->flight[c].first != SLOT_NONE)
				timed_out(e, u, u->flight[c].first);
	}
}

static void first_of(const struct engine *e, const struct slot_list *list, struct span *at)
{
	if (list->first == SLOT_NONE)
		return;
	if (at->us == 0 || e->slots.slot[list->first].due.us < at->us)
		*at = e->slots.slot[list->first].due;
}

/* Sets the alarm for what waits longest, if none is set. */
static void arm(struct engine *e)
{
	struct span at = { 0 };

	if (e->timer_at.us != 0)
		return;
	for (unsigned k = 0; k < e->servers; k++)
		for (unsigned c = 0; c < UPSTREAM_CLASSES; c++)
			first_of(e, &e->server[k]->flight[c], &at);
	for (unsigned k = 0; k < e->zones; k++)
		first_of(e, &e->zone[k]->rest, &at);
	if (at.us != 0)
		engine_alarm(e, at);
}

/* May this server of the zone be asked this question at all? */
static bool allowed(const struct zone *z, const struct slot *s, unsigned k)
{
	if (z->server[k]->unreachable || s->failed >> k & 1)
		return false;
	if (s->where == ASK_ONLY)
		return s->pin == (int)k;
	return s->where == ASK_ANY || s->pin != (int)k;
}

/* How gladly a server is asked: a probe that is due comes first, quiet servers last. */
static int rank(const struct engine *e, const struct slot *s, const struct zone *z, unsigned k)
{
	const struct upstream *u = z->server[k];

	if (u->quiet)
		return s->tries == 0 && upstream_probe_due(u, e->now) ? 4 : 1;
	return s->last == (int)k ? 2 : 3;
}

/* The server for this question now, or -1: it has to wait; *hopeless: nobody is left. */
static int pick(const struct engine *e, const struct zone *z, const struct slot *s, bool *hopeless)
{
	bool lively = false; /* a server that answers might do it, with room or without */
	int best = -1, best_rank = 0;

	*hopeless = true;
	for (unsigned n = 0; n < z->servers; n++) {
		unsigned k = (z->turn + n) % z->servers;
		int r;

		if (!allowed(z, s, k))
			continue;
		*hopeless = false;
		lively = lively || !z->server[k]->quiet;
		r = rank(e, s, z, k);
		if (upstream_room(z->server[k]) && r > best_rank) {
			best = (int)k;
			best_rank = r;
		}
	}
	return best_rank == 1 && lively ? -1 : best;
}

static void stage(struct engine *e, struct zone *z, uint32_t i, unsigned k)
{
	struct upstream *u = z->server[k];

	z->turn = (k + 1) % z->servers;
	e->slots.slot[i].last = (int16_t)k;
	u->out++;
	e->out++;
	pace_take(&e->pace);
	pace_take(&z->pace);
	if (u->quiet)
		upstream_probed(u, e->now);
	if (u->stage.n == 0)
		e->touched[e->touches++] = u;
	slots_push(&e->slots, &u->stage, i);
}

/* A packet more than it was allowed: whoever counts them says whether it may go. */
static enum engine_again may_repeat(struct engine *e, const struct zone *z, struct slot *s)
{
	enum engine_again may = AGAIN_YES;

	if (s->tries < s->paid)
		return may;
	if (e->calls.again)
		may = e->calls.again(e->calls.ctx, z->number);
	if (may == AGAIN_YES && s->paid < UINT8_MAX)
		s->paid++;
	return may;
}

static enum told_how nobody(const struct zone *z)
{
	for (unsigned k = 0; k < z->servers; k++)
		if (z->server[k]->starved)
			return TOLD_STARVED;
	return TOLD_NOBODY;
}

/* All servers truncated it: once it is asked over TCP. False: not this one. */
static bool ask_whole(struct engine *e, struct zone *z, uint32_t i)
{
	struct slot *s = &e->slots.slot[i];
	enum engine_again may;

	if (s->said < 0 || s->how != TOLD_CUT || s->streamed)
		return false;
	may = may_repeat(e, z, s);
	if (may == AGAIN_NEVER)
		return false;
	if (may == AGAIN_LATER || !engine_stream(e, i))
		engine_rest(e, i);
	return true;
}

/* Sends a question on its way, or ends it; false if it has to wait for a server. */
static bool place(struct engine *e, struct zone *z, uint32_t i)
{
	bool hopeless;
	int k = pick(e, z, &e->slots.slot[i], &hopeless);

	if (hopeless && ask_whole(e, z, i))
		return true;
	if (hopeless) {
		give_up(e, i, nobody(z));
		return true;
	}
	if (k < 0)
		return false;
	switch (may_repeat(e, z, &e->slots.slot[i])) {
	case AGAIN_YES:
		stage(e, z, i, (unsigned)k);
		break;
	case AGAIN_LATER:
		engine_rest(e, i);
		break;
	case AGAIN_NEVER:
		give_up(e, i, TOLD_STOPPED);
		break;
	}
	return true;
}

/* One of the questions that were asked before or wait for a certain server. */
static bool serve_due(struct engine *e, struct zone *z)
{
	uint32_t i = z->due.first;

	for (int looked = 0; i != SLOT_NONE && looked < LOOK_MAX; looked++) {
		uint32_t next = e->slots.slot[i].next;

		if (place(e, z, i))
			return true;
		i = next;
	}
	return false;
}

static void take_over(struct zone *z, struct slot *s, const struct ask *q)
{
	s->zone = z->number;
	s->tag = q->tag;
	s->type = q->type;
	s->ip = q->ip;
	s->where = (uint8_t)q->where;
	s->paid = 1;
	s->whole_name = q->ip.len == 0;
	if (s->whole_name) {
		if (!s->name)
			s->name = mem_new(1, sizeof(*s->name));
		*s->name = q->name ? *q->name : (struct dns_name){ 0 };
	}
	for (unsigned k = 0; k < z->servers && q->where != ASK_ANY; k++)
		if (endpoint_eq(z->server[k]->at, q->server))
			s->pin = (int16_t)k;
}

/* Too many wait: gives up the oldest of them if a server that answers others did not answer it. */
static void shed(struct engine *e, struct zone *z)
{
	const struct slot *s = &e->slots.slot[z->due.first];

	if (s->tries >= SHED_TRIES && s->last >= 0 && !z->server[s->last]->quiet)
		give_up(e, z->due.first, TOLD_SILENCE);
}

/* A check of one server is asked for real even when all have been silent, but not for ever. */
static bool may_knock(const struct zone *z, const struct slot *s)
{
	return s->where == ASK_ONLY && s->pin >= 0 && z->server[s->pin]->knocks < KNOCKS;
}

/* A question that has not been asked yet. */
static bool serve_new(struct engine *e, struct zone *z)
{
	struct ask q = { 0 };
	uint32_t i;

	if (!z->dry && z->due.n >= WAITING_MAX)
		shed(e, z);
	if (z->dry || z->due.n >= WAITING_MAX || e->slots.used == e->slots.cap)
		return false;
	if (!e->calls.next(e->calls.ctx, z->number, &q)) {
		z->dry = true;
		return false;
	}
	i = slots_take(&e->slots);
	take_over(z, &e->slots.slot[i], &q);
	z->stats.asked++;
	if ((e->slots.slot[i].whole_name || q.ip.len == 16) &&
	    engine_encode(e, &e->slots.slot[i], e->query) == 0)
		give_up(e, i, TOLD_NAMELESS);
	else if (z->lost && e->now.us < z->probe_at.us && !may_knock(z, &e->slots.slot[i]))
		give_up(e, i, TOLD_SILENCE);
	else if (!place(e, z, i))
		engine_due(e, i);
	if (z->lost && e->now.us >= z->probe_at.us)
		z->probe_at.us = e->now.us + LOST_PROBE_US;
	return true;
}

static bool has_room(const struct zone *z)
{
	bool any = false; /* a server that can be reached */

	for (unsigned k = 0; k < z->servers; k++) {
		if (upstream_room(z->server[k]))
			return true;
		any = any || !z->server[k]->unreachable;
	}
	return !any;
}

/* May this zone go on? If time alone stands in its way, the alarm is set. */
static bool may_go_on(struct engine *e, struct zone *z)
{
	if (z->dry && z->due.n == 0)
		return false;
	if (z->lost && e->now.us < z->probe_at.us)
		return true; /* nothing is sent */
	if (!has_room(z))
		return false;
	if (e->now.us < e->held.us) {
		engine_alarm(e, e->held);
		return false;
	}
	if (!pace_ready(&e->pace, e->now)) {
		engine_alarm(e, (struct span){ e->now.us + pace_wait(&e->pace).us });
		return false;
	}
	if (!pace_ready(&z->pace, e->now)) {
		engine_alarm(e, (struct span){ e->now.us + pace_wait(&z->pace).us });
		return false;
	}
	return true;
}

static void flush(struct engine *e)
{
	for (unsigned k = 0; k < e->touches; k++)
		engine_flush(e, e->touched[k]);
	e->touches = 0;
}

/* Every zone by slices, until none can go on or the loop needs its own. */
static void fill(struct engine *e)
{
	unsigned left = QUOTA;
	bool any = true;

	while (any && left > 0) {
		any = false;
		for (unsigned n = 0; n < e->zones && left > 0; n++) {
			struct zone *z = e->zone[(e->zone_turn + n) % e->zones];

			for (int k = 0; k < SLICE && left > 0 && may_go_on(e, z); k++, left--) {
				/* in turns: old questions that one server is silent about
				 * must not hide that it answers others */
				z->fresh = !z->fresh;
				if (!(z->fresh && serve_new(e, z)) && !serve_due(e, z) &&
				    !serve_new(e, z))
					break;
				any = true;
			}
		}
	}
	e->zone_turn++;
	if (left == 0)
		engine_alarm(e, e->now);
}

/* Naps until about a third of what is outstanding can be read at once: waking up is the
 * dearest part of a question, and a server must not run out of work meanwhile. */
static void set_nap(struct engine *e)
{
	unsigned before = e->out + e->got;
	struct span nap = e->nap;

	if (e->got == 0)
		return;
	if (before < NAP_WINDOW || e->got * 2 > before)
		nap.us = nap.us / 2 < NAP_FIRST_US ? 0 : nap.us / 2;
	else if (e->got * 3 < before)
		nap.us = nap.us < NAP_FIRST_US ? NAP_FIRST_US : nap.us + nap.us / 4;
	if (nap.us > NAP_LONGEST_US)
		nap.us = NAP_LONGEST_US;
	if (nap.us != e->nap.us)
		udp_nap(e->udp, nap);
	e->nap = nap;
	e->got = 0;
}

static bool all_dry(const struct engine *e)
{
	for (unsigned k = 0; k < e->zones; k++)
		if (!e->zone[k]->dry)
			return false;
	return true;
}

static void turn(struct engine *e)
{
	engine_clock(e);
	set_nap(e);
	if (e->timer_at.us != 0 && e->timer_at.us <= e->now.us) {
		loop_timer_stop(e->timer);
		e->timer_at.us = 0;
		expire(e);
	}
	if (e->refused)
		forsake(e);
	fill(e);
	flush(e);
	arm(e);
	if (e->slots.used == 0 && !e->told_idle && all_dry(e)) {
		e->told_idle = true;
		if (e->calls.idle)
			e->calls.idle(e->calls.ctx);
	}
}

static void on_rest(void *ctx)
{
	turn(ctx);
}

static void on_timer(void *ctx)
{
	struct engine *e = ctx;

	engine_clock(e);
	if (e->timer_at.us > e->now.us)
		e->timer_at = e->now; /* the loop's clock is a little ahead of ours */
	turn(e);
}

static unsigned or_default(unsigned v, unsigned otherwise, unsigned max)
{
	if (v == 0)
		v = otherwise;
	return v < max ? v : max;
}

struct engine *engine_new(struct loop *loop, const struct engine_config *config,
			  const struct engine_calls *calls)
{
	struct engine *e = mem_new(1, sizeof(*e));
	struct engine_config *c = &e->config;
	struct udp_calls wire = { engine_got, engine_refused, on_rest, e };

	*c = *config;
	c->window = or_default(c->window, ENGINE_WINDOW, ENGINE_WINDOW_MAX);
	c->outstanding = or_default(c->outstanding, ENGINE_OUTSTANDING, UINT16_MAX);
	if (c->outstanding < c->window)
		c->outstanding = c->window;
	c->tries = or_default(c->tries, ENGINE_TRIES, UINT8_MAX);
	if (c->patience.us == 0)
		c->patience = SPAN_S(30);
	e->calls = *calls;
	e->loop = loop;
	e->udp = udp_new(loop, &wire);
	udp_from(e->udp, &c->from);
	e->timer = loop_timer_new(loop, on_timer, e);
	e->pace = pace_of(c->rate);
	slots_init(&e->slots, c->outstanding);
	return e;
}

void engine_free(struct engine *e)
{
	if (!e)
		return;
	engine_streams_end(e);
	udp_free(e->udp);
	loop_timer_free(e->timer);
	slots_done(&e->slots);
	for (unsigned k = 0; k < e->zones; k++)
		free(e->zone[k]);
	for (unsigned k = 0; k < e->servers; k++)
		free(e->server[k]);
	free(e->zone);
	free(e->server);
	free(e->touched);
	free(e->sock_owner);
	free(e);
}

/* The server with this address, shared by all zones that name it. */
static struct upstream *server_at(struct engine *e, struct endpoint at)
{
	for (unsigned k = 0; k < e->servers; k++)
		if (endpoint_eq(e->server[k]->at, at))
			return e->server[k];
	e->server = mem_grow(e->server, e->servers + 1, sizeof(*e->server));
	e->touched = mem_grow(e->touched, e->servers + 1, sizeof(*e->touched));
	e->server[e->servers] = mem_new(1, sizeof(**e->server));
	upstream_init(e->server[e->servers], at, e->config.window);
	return e->server[e->servers++];
}

static void zone_server(struct engine *e, struct zone *z, struct endpoint at)
{
	struct upstream *u = server_at(e, at);

	for (unsigned k = 0; k < z->servers; k++)
		if (z->server[k] == u)
			return;
	z->server[z->servers++] = u;
}

int engine_zone_add(struct engine *e, const struct engine_zone *zone, struct err *err)
{
	struct zone *z;

	if (zone->servers == 0)
		return err_set(err, ERR_INPUT, "a zone without a server cannot be asked");
	if (e->zones == ENGINE_ZONES_MAX)
		return err_set(err, ERR_INPUT, "more than %d zones", ENGINE_ZONES_MAX);
	z = mem_new(1, sizeof(*z));
	z->number = e->zones;
	if (zone->apex)
		z->apex = *zone->apex;
	for (size_t k = 0; k < zone->servers && k < ENGINE_SERVERS_MAX; k++)
		zone_server(e, z, zone->server[k]);
	z->pace = pace_of(zone->rate);
	z->recurse = zone->recurse;
	z->due = z->rest = SLOT_LIST_EMPTY;
	e->zone = mem_grow(e->zone, e->zones + 1, sizeof(*e->zone));
	e->zone[e->zones++] = z;
	engine_wake(e, z->number);
	return (int)z->number;
}

void engine_wake(struct engine *e, unsigned zone)
{
	die_if(zone >= e->zones);
	e->zone[zone]->dry = false;
	e->told_idle = false;
	engine_clock(e);
	engine_alarm(e, e->now);
}

const struct engine_stats *engine_zone_stats(const struct engine *e, unsigned zone)
{
	die_if(zone >= e->zones);
	return &e->zone[zone]->stats;
}

const struct engine_stats *engine_stats(struct engine *e)
{
	struct engine_stats t = { .late = e->late };

	for (unsigned k = 0; k < e->zones; k++) {
		const struct engine_stats *s = &e->zone[k]->stats;

		t.asked += s->asked;
		t.ended += s->ended;
		t.sent += s->sent;
		t.retried += s->retried;
		t.lost += s->lost;
		t.forged += s->forged;
		t.garbled += s->garbled;
	}
	e->total = t;
	return &e->total;
}

bool engine_zone_lost(const struct engine *e, unsigned zone)
{
	die_if(zone >= e->zones);
	return e->zone[zone]->lost;
}
