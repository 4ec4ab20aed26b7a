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
	const struct copy *copy; /* NULL: over the wire */
	const struct endpoint *server;
	size_t servers;
	const char *lost; /* why it is not asked at all; NULL: it is */
	bool told;
};

struct round {
	struct round_conf conf;
	struct lane_bench bench;
	struct find *find;
	struct loop_timer *copies;
	struct seat *seat;
	size_t n, cap, done;
	struct lane *of_zone[ENGINE_ZONES_MAX];
	struct round_totals totals;
	round_done_fn *list_done;
	void *ctx;
};

const char *round_why_name(unsigned why)
{
	if (why == ROUND_WHY_BROKEN)
		return "list_failed";
	if (why == ROUND_WHY_BUDGET)
		return "budget";
	return answer_why_name((enum answer_why)why);
}

const char *round_health_name(enum round_health h)
{
	switch (h) {
	case ROUND_OK:
		return "ok";
	case ROUND_PARTIAL:
		return "partial";
	case ROUND_BROKEN:
		return "broken";
	case ROUND_REFUSED:
		return "refused";
	case ROUND_SILENT:
		return "silent";
	case ROUND_LOST:
		return "lost";
	case ROUND_SPENT:
		return "spent";
	}
	return "unknown";
}

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

static void on_ended(void *ctx, struct lane *lane)
{
	struct round *r = ctx;

	for (size_t i = 0; i < r->n; i++) {
		struct seat *s = &r->seat[i];

		if (s->lane != lane || s->told)
			continue;
		s->told = true;
		r->done++;
		r->list_done(r->ctx, &lane->out);
		if (r->done == r->n)
			loop_stop(r->conf.loop);
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

struct round *round_new(const struct round_conf *conf, round_done_fn *list_done, void *ctx)
{
	struct round *r = mem_new(1, sizeof(*r));
	struct engine_config config = { .window = conf->window, .rate = conf->rate };
	struct engine_calls calls = { on_next, on_done, NULL, r };

	r->conf = *conf;
	r->list_done = list_done;
	r->ctx = ctx;
	r->bench = (struct lane_bench){ .conf = &r->conf,
					.engine = engine_new(conf->loop, &config, &calls),
					.purse = purse_new(conf->ledger),
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

static int add(struct round *r, const struct list *list, struct seat seat, struct err *err)
{
	if (lane_new(&r->bench, list, &seat.lane, err) < 0)
		return -1;
	if (r->n == r->cap) {
		r->cap = r->cap ? r->cap * 2 : 64;
		r->seat = mem_grow(r->seat, r->cap, sizeof(*r->seat));
	}
	if (list->subject == LIST_ADDRESSES && !seat.copy && !seat.lost)
		r->totals.saved_range +=
			target_steps(r->conf.target, list->v4 ? 32 : 0, list->v6 ? 64 : 0) -
			seat.lane->steps;
	if (seat.copy)
		r->totals.saved_copy += seat.lane->steps;
	r->seat[r->n++] = seat;
	return 0;
}

int round_add(struct round *r, const struct list *list, const struct endpoint *server, size_t n,
	      struct err *err)
{
	if (n == 0) {
		server = list->server;
		n = list->n_servers;
	}
	return add(r, list, (struct seat){ .server = server, .servers = n }, err);
}

int round_add_copy(struct round *r, const struct list *list, const struct copy *copy,
		   struct err *err)
{
	return add(r, list, (struct seat){ .copy = copy }, err);
}

int round_add_lost(struct round *r, const struct list *list, const char *why, struct err *err)
{
	return add(r, list, (struct seat){ .lost = arena_str(&r->bench.arena, str_of(why)).p },
		   err);
}

/* Looks up a slice of one list's copy; the next slice after the loop had its turn. */
static void copies_tick(void *ctx)
{
	struct round *r = ctx;

	for (size_t i = 0; i < r->n; i++) {
		struct seat *s = &r->seat[i];

		if (!s->copy || s->lane->stage == LANE_ENDED)
			continue;
		lane_look_up(s->lane, s->copy, COPY_SLICE);
		loop_timer_set(r->copies, SPAN_US(0));
		return;
	}
}

static void find_servers(struct round *r, size_t i)
{
	if (!r->find)
		r->find = find_new(r->conf.loop, r->conf.resolver, r->conf.resolvers, on_found, r);
	find_add(r->find, i, &r->seat[i].lane->apex);
}

void round_start(struct round *r)
{
	r->copies = loop_timer_new(r->conf.loop, copies_tick, r);
	loop_timer_set(r->copies, SPAN_US(0));
	for (size_t i = 0; i < r->n; i++) {
		struct seat *s = &r->seat[i];

		if (s->copy)
			continue;
		s->lane->recurse = s->servers > 0;
		if (s->lost)
			lane_servers(s->lane, NULL, 0, s->lost);
		else if (s->servers > 0)
			lane_servers(s->lane, s->server, s->servers, NULL);
		else if (r->conf.resolvers > 0)
			find_servers(r, i);
		else
			lane_servers(s->lane, NULL, 0, "no resolver to find its name servers with");
	}
}

bool round_ended(const struct round *r)
{
	return r->done == r->n;
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
