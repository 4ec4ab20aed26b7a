/* The round: hands the engine's wishes to the lists' lanes, and their results to the caller. */
#include "sweep/round.h"

#include "base/die.h"
#include "sweep/find.h"
#include "sweep/lane.h"
#include "sweep/purse.h"
#include "sys/loop.h"

#include <stdlib.h>
#include <string.h>

enum { COPY_SLICE = 20000 }; /* look-ups between two turns of the loop */

struct seat {
	struct lane *lane;
	struct round_seat as;
	bool told;
};

struct round {
	struct round_conf conf;
	struct round_calls calls;
	struct lane_bench bench;
	struct find *find;
	struct loop_timer *copies;
	struct seat *seat;
	size_t n, cap, done;
	struct lane *of_zone[ENGINE_ZONES_MAX];
	struct round_totals totals;
};

/* The lane that a zone of the engine belongs to; zones are made by lanes as they go on. */
static struct lane *lane_of(struct round *r, unsigned zone)
{
	if (r->of_zone[zone])
		return r->of_zone[zone];
	for (size_t i = 0; i < r->n; i++) {
		struct lane *l = r->seat[i].lane;

		if (l->zone == (int)zone || l->good_zone == (int)zone)
			return r->of_zone[zone] = l;
	}
	return NULL;
}

static bool on_next(void *ctx, unsigned zone, struct ask *out)
{
	struct lane *l = lane_of(ctx, zone);

	return l && lane_next(l, zone, out);
}

static void on_done(void *ctx, unsigned zone, const struct ask *q, const struct told *t)
{
	struct lane *l = lane_of(ctx, zone);

	die_if(!l);
	lane_done(l, q, t);
}

static enum engine_again on_again(void *ctx, unsigned zone)
{
	struct lane *l = lane_of(ctx, zone);

	die_if(!l);
	return lane_again(l);
}

/* The caller may free the round in here. */
static void end(struct round *r)
{
	if (r->calls.ended)
		r->calls.ended(r->calls.ctx);
}

static void on_ended(void *ctx, struct lane *lane)
{
	struct round *r = ctx;

	for (size_t i = 0; i < r->n; i++) {
		struct seat *s = &r->seat[i];

		if (s->lane != lane || s->told)
			continue;
		s->told = true;
		r->done++;
		r->calls.list(r->calls.ctx, &lane->out);
		if (r->done == r->n)
			end(r);
		return;
	}
}

/* Adds servers of one family, up to `most` in all. */
static size_t of_family(const struct found *found, uint8_t len, struct endpoint *out, size_t n,
			size_t most)
{
	for (size_t i = 0; i < found->servers && n < most; i++) {
		bool known = false;

		for (size_t k = 0; k < n; k++)
			known |= endpoint_eq(out[k], found->server[i]);
		if (found->server[i].ip.len == len && !known)
			out[n++] = found->server[i];
	}
	return n;
}

/* IPv4 first, every server has it; but one place is for IPv6, should we have nothing else. */
static void on_found(void *ctx, const struct found *found)
{
	struct round *r = ctx;
	struct endpoint at[ROUND_SERVERS_MAX];
	size_t n = of_family(found, 4, at, 0, ROUND_SERVERS_MAX - 1);

	n = of_family(found, 16, at, n, ROUND_SERVERS_MAX);
	n = of_family(found, 4, at, n, ROUND_SERVERS_MAX);
	lane_servers(r->seat[found->tag].lane, at, n, found->err.text);
}

struct round *round_new(const struct round_conf *conf, const struct round_calls *calls)
{
	struct round *r = mem_new(1, sizeof(*r));
	struct engine_config config = { .window = conf->window,
					.rate = conf->rate,
					.from = conf->whom.from };
	struct engine_calls wire = {
		.next = on_next, .done = on_done, .again = on_again, .ctx = r
	};

	r->conf = *conf;
	r->calls = *calls;
	r->bench = (struct lane_bench){ .conf = &r->conf,
					.calls = &r->calls,
					.engine = engine_new(conf->loop, &config, &wire),
					.purse = purse_new(conf->till),
					.rng = rng_of(conf->seed),
					.ended = on_ended,
					.ctx = r };
	return r;
}

void round_free(struct round *r)
{
	if (!r)
		return;
	if (r->find)
		find_free(r->find);
	if (r->copies)
		loop_timer_free(r->copies);
	engine_free(r->bench.engine);
	for (size_t i = 0; i < r->n; i++)
		lane_free(r->seat[i].lane);
	purse_free(r->bench.purse);
	arena_done(&r->bench.arena);
	free(r->seat);
	free(r);
}

/* What its questions are fewer than one per address, or not asked at all. */
static void count_saved(struct round *r, const struct seat *s)
{
	const struct list *list = s->as.list;
	const struct lane *l = s->lane;

	if (s->as.copy)
		r->totals.saved_copy += l->steps;
	else if (list->subject == LIST_ADDRESSES && !s->as.lost)
		r->totals.saved_range +=
			target_steps(l->target, list->v4 ? 32 : 0, list->v6 ? 64 : 0) - l->steps;
}

int round_add(struct round *r, const struct round_seat *as, struct err *err)
{
	struct seat *s;

	if (r->n == r->cap) {
		r->cap = r->cap ? r->cap * 2 : 64;
		r->seat = mem_grow(r->seat, r->cap, sizeof(*r->seat));
	}
	s = &r->seat[r->n];
	*s = (struct seat){ .as = *as };
	if (as->servers == 0) {
		s->as.server = as->list->server;
		s->as.servers = as->list->n_servers;
	}
	if (lane_new(&r->bench, &s->as, &s->lane, err) < 0)
		return -1;
	if (as->lost)
		s->as.lost = arena_str(&r->bench.arena, str_of(as->lost)).p;
	count_saved(r, s);
	r->n++;
	return 0;
}

/* Looks up a slice of one list's copy; the next slice after the loop had its turn. */
static void copies_tick(void *ctx)
{
	struct round *r = ctx;

	for (size_t i = 0; i < r->n; i++) {
		struct seat *s = &r->seat[i];

		if (!s->as.copy || s->lane->stage == LANE_ENDED)
			continue;
		lane_look_up(s->lane, s->as.copy, COPY_SLICE);
		loop_timer_set(r->copies, SPAN_US(0));
		return;
	}
	if (r->n == 0)
		end(r);
}

static void find_servers(struct round *r, size_t i)
{
	if (!r->find)
		r->find = find_new(r->conf.loop, &r->conf.whom, on_found, r);
	find_add(r->find, i, &r->seat[i].lane->apex);
}

void round_start(struct round *r)
{
	r->copies = loop_timer_new(r->conf.loop, copies_tick, r);
	loop_timer_set(r->copies, SPAN_US(0));
	for (size_t i = 0; i < r->n; i++) {
		struct seat *s = &r->seat[i];

		if (s->as.copy)
			continue;
		s->lane->recurse = s->as.servers > 0;
		if (s->as.lost)
			lane_servers(s->lane, NULL, 0, s->as.lost);
		else if (s->as.servers > 0)
			lane_servers(s->lane, s->as.server, s->as.servers, NULL);
		else if (r->conf.whom.n > 0)
			find_servers(r, i);
		else
			lane_servers(s->lane, NULL, 0, "no resolver to find its name servers with");
	}
}

void round_wake(struct round *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (!r->seat[i].as.copy)
			lane_wake(r->seat[i].lane);
}

bool round_ended(const struct round *r)
{
	return r->done == r->n;
}

void round_each(const struct round *r, const struct round_list *list,
		void (*tell)(void *ctx, const struct round_step *step), void *ctx)
{
	for (size_t i = 0; i < r->n; i++)
		if (&r->seat[i].lane->out == list)
			lane_each(r->seat[i].lane, tell, ctx);
}

struct round_progress round_progress(const struct round *r)
{
	struct round_progress p = { .lists = r->n, .lists_done = r->done };

	for (size_t i = 0; i < r->n; i++) {
		const struct lane *l = r->seat[i].lane;

		p.all += l->steps;
		p.done += l->stage == LANE_ENDED ? l->steps : l->step;
		p.listed += l->out.hits;
	}
	return p;
}

struct round_totals round_totals(const struct round *r)
{
	const struct engine_stats *s = engine_stats(r->bench.engine);
	struct round_totals t = r->totals;

	t.questions = s->asked;
	t.retried = s->retried;
	t.ignored = s->late + s->forged + s->garbled;
	return t;
}
