/* The stages of one list in a round.
 *
 * Stages change only from the timer, never inside the engine's calls: a stage is over when it
 * has no more questions and none is outstanding.
 */
#include "sweep/lane.h"

#include "base/die.h"
#include "sweep/purse.h"
#include "sys/loop.h"

#include <stdio.h>
#include <stdlib.h>

enum { PAUSE_S = 6 }; /* longer than the engine leaves a lost zone alone */

int lane_new(struct lane_bench *bench, const struct round_seat *seat, struct lane **out,
	     struct err *err)
{
	struct lane *l = mem_new(1, sizeof(*l));
	const struct list *list = seat->list;
	struct buf AUTO(buf_done) zone;

	buf_init(&zone, DNS_TEXT_MAX);
	list_zone_asked(list, &zone);
	l->bench = bench;
	l->target = seat->target ? seat->target : bench->conf->target;
	l->spare = seat->spare;
	l->baseline = seat->baseline;
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
	said_done(&l->said);
	free(l->server);
	free(l);
}

void lane_wake(struct lane *l)
{
	if (l->stage != LANE_FINDING && l->stage != LANE_PAUSING)
		loop_timer_set(l->timer, SPAN_US(0));
}

void lane_end(struct lane *l)
{
	purse_give(l->bench->purse, l->out.list, (uint32_t)l->prepaid + l->paid);
	l->prepaid = l->paid = 0;
	l->stage = LANE_ENDED;
	lane_wake(l); /* the round is told from there */
}

/* It ends before anything was asked: all is unknown. */
static void end_unasked(struct lane *l, unsigned why)
{
	l->rest_why = why;
	l->out.unknown[why] = l->steps;
	lane_end(l);
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
	zone.rate = l->bench->conf->till ? l->out.list->budget.per_s : 0;
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

static void add_server(struct lane *l, struct endpoint at)
{
	char text[ENDPOINT_TEXT_MAX + 1];

	if (l->servers == ROUND_SERVERS_MAX || lane_server_of(l, at) < l->servers)
		return;
	l->server[l->servers++] =
		(struct lane_server){ .at = at,
				      .text = arena_str(&l->bench->arena,
							str_of(endpoint_text(at, text))),
				      .good = true };
}

void lane_servers(struct lane *l, const struct endpoint *server, size_t n, const char *why)
{
	l->out.health = ROUND_LOST;
	if (n == 0) {
		snprintf(l->out.why, sizeof(l->out.why), "%s", why);
		end_unasked(l, ROUND_WHY_BROKEN);
		return;
	}
	l->server = mem_new(ROUND_SERVERS_MAX, sizeof(*l->server));
	for (size_t i = 0; i < n; i++)
		add_server(l, server[i]);
	l->asked_servers = l->servers;
	l->zone = l->good_zone = zone_add(l, false);
	if (l->zone < 0) {
		end_unasked(l, ROUND_WHY_BROKEN);
		return;
	}
	plan_gates(l);
	enter(l, LANE_CHECKING);
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
		if (l->stage == LANE_CHECKING)
			s->serial_before = s->gate.serial;
		if (s->gate.serial)
			s->serial_after = s->gate.serial;
	}
	return l->good;
}

/* From now on only those are asked that passed. False: there is no room for another zone, so
 * that the others are asked too; what they say is void, no more. */
static bool narrow(struct lane *l)
{
	int zone;

	if (l->good == l->asked_servers)
		return true;
	zone = zone_add(l, true);
	if (zone < 0) {
		l->out.why[0] = '\0';
		return false;
	}
	l->good_zone = zone;
	l->asked_servers = l->good;
	return true;
}

static void finish(struct lane *l)
{
	lane_void(l);
	lane_judge(l);
	lane_end(l);
}

/* A closing check of those that are still good has been paid for. */
static bool can_close(const struct lane *l)
{
	uint64_t questions = 0;

	for (size_t i = 0; i < l->servers; i++)
		if (l->server[i].good)
			questions += l->server[i].gate.n;
	return l->prepaid >= questions;
}

/* What servers said that have just failed is asked again at those that passed, so that one that
 * lies costs no listing. Once only, and if it can be proven afterwards. */
static bool ask_in_their_place(struct lane *l)
{
	uint64_t steps = lane_void(l);

	if (steps == 0 || l->good == 0 || l->again || l->spent || !can_close(l) || !narrow(l))
		return false;
	l->again = true;
	l->pass = LANE_PASSES - 1;
	l->ahead = steps;
	l->n_missed = 0;
	l->probed = false;
	l->step = 0;
	l->walk = lane_walk(l);
	enter(l, LANE_ASKING);
	return true;
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

/* Every server that answers shows a serial under which nothing can have changed. */
static bool is_spared(const struct lane *l)
{
	struct serial_word word[ROUND_SERVERS_MAX];
	size_t n = 0;

	for (size_t i = 0; i < l->servers; i++)
		if (l->server[i].good)
			word[n++] = (struct serial_word){ l->server[i].at,
							  l->server[i].serial_before, 0 };
	return serial_words_spare(l->spare->word, l->spare->words, word, n);
}

static void spare(struct lane *l)
{
	l->target = l->spare->audit;
	l->out.spared = true;
	lane_plan(l);
}

static void after_check(struct lane *l)
{
	size_t good = sort_servers(l);

	if (l->spent || good == 0) {
		lane_judge(l);
		end_unasked(l, l->spent ? ROUND_WHY_BUDGET : ROUND_WHY_BROKEN);
		return;
	}
	if (!learn_families(l)) {
		l->out.health = ROUND_BROKEN;
		end_unasked(l, ROUND_WHY_BROKEN);
		return;
	}
	drop_absent(l);
	narrow(l);
	if (l->spare && is_spared(l))
		spare(l);
	said_init(&l->said, l->steps);
	enter(l, LANE_ASKING);
}

static void after_asking(struct lane *l)
{
	if (!l->spent && l->n_missed > 0 && l->pass + 1 < LANE_PASSES) {
		enter(l, LANE_PAUSING);
		loop_timer_set(l->timer, SPAN_S(PAUSE_S * (l->pass + 1)));
		return;
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
	l->n_missed = 0;
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
	if (ask_in_their_place(l))
		return;
	narrow(l);
	plan_gates(l);
	enter(l, l->out.hits ? LANE_LOOKING : LANE_RECHECKING);
}

static void after_recheck(struct lane *l)
{
	sort_servers(l);
	if (!ask_in_their_place(l))
		finish(l);
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
		after_recheck(l);
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
	if (lane_starved(l))
		over = true;
	if (over && l->pending == 0)
		advance(l);
	else if (l->good_zone >= 0)
		engine_wake(l->bench->engine,
			    (unsigned)(l->stage == LANE_CHECKING ? l->zone : l->good_zone));
}
