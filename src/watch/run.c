/* The life of one job: begun, asked, told. */
#include "watch/run.h"

#include "base/die.h"
#include "model/list.h"
#include "sweep/ptr.h"
#include "sweep/round.h"
#include "sys/clock.h"
#include "sys/loop.h"
#include "watch/copies.h"
#include "watch/grant.h"
#include "watch/hear.h"

#include <stdlib.h>

struct run {
	struct run_start start;
	struct arena arena;
	struct instant begun;
	struct loop_timer *end; /* what ends at once ends from the loop, too */
	struct target target;
	struct target audit;
	struct round_spare spare;
	struct grant grant;
	struct till till;
	struct round *round;
	const struct round_list *told;
	struct heard heard; /* of what could not be asked */
	/* of JOB_PTR */
	struct ptr *ptr;
	struct ptr_heard *row;
	size_t rows;
	size_t part;
	uint64_t at; /* address of the part that is next */
};

static void tell_heard(struct run *r)
{
	struct heard_msg msg = { *r->start.job, r->heard };
	struct buf AUTO(buf_done) body;

	buf_init(&body, HEARD_MSG_MAX);
	msg.heard.begun = r->begun;
	msg.heard.ended = clock_now();
	msg.heard.spent = r->start.job->grant - r->grant.left;
	heard_msg_put(&body, &msg);
	if (body.full) {
		buf_clear(&body);
		msg.heard = (struct heard){ .health = HEARD_BROKEN,
					    .why = STR("it said more than can be told"),
					    .begun = r->begun,
					    .ended = msg.heard.ended,
					    .spent = msg.heard.spent };
		heard_msg_put(&body, &msg);
	}
	r->start.done(r->start.ctx, MSG_HEARD, buf_str(&body));
}

static void on_list(void *ctx, const struct round_list *list)
{
	struct run *r = ctx;

	r->told = list;
}

/* The round gives back to the grant when it is freed: only then is known what was spent. */
static void on_ended(void *ctx)
{
	struct run *r = ctx;

	hear(r->round, r->told, &r->arena, &r->heard);
	round_free(r->round);
	r->round = NULL;
	tell_heard(r);
}

static void ends_unasked(void *ctx)
{
	tell_heard(ctx);
}

static void not_asked(struct run *r, const char *why)
{
	r->heard = (struct heard){ .health = HEARD_LOST, .why = arena_str(&r->arena, str_of(why)) };
	loop_timer_set(r->end, SPAN_US(0));
}

static int fill(struct target *t, const struct range *part, size_t parts, struct err *err)
{
	char text[RANGE_TEXT_MAX + 1];

	target_init(t);
	for (size_t i = 0; i < parts; i++)
		if (target_add(t, str_of(range_text(part[i], text)), err) < 0)
			return -1;
	return target_seal(t, err);
}

static int set_target(struct run *r, struct err *err)
{
	const struct job *job = r->start.job;

	r->spare = (struct round_spare){ job->spare, job->spares, &r->audit };
	if (fill(&r->target, job->part, job->kind == JOB_CHECK ? 0 : job->parts, err) < 0)
		return -1;
	return fill(&r->audit, job->audit, job->audits, err);
}

static int seat_of(struct run *r, struct round_seat *seat, struct err *err)
{
	*seat = (struct round_seat){ .list = r->start.list, .baseline = true };
	if (r->start.job->spares)
		seat->spare = &r->spare;
	if (r->start.list->copy.n == 0)
		return 0;
	return copies_of(r->start.copies, r->start.list, clock_now(), &seat->copy, err);
}

static int begin_round(struct run *r, struct err *err)
{
	const struct job *job = r->start.job;
	const struct round_calls calls = { .list = on_list, .ended = on_ended, .ctx = r };
	struct round_conf conf = { .loop = r->start.loop,
				   .target = &r->target,
				   .whom = r->start.whom,
				   .till = &r->till,
				   .seed = job->seed };
	struct round_seat seat;

	if (set_target(r, err) < 0 || seat_of(r, &seat, err) < 0)
		return -1;
	if (job->kind != JOB_CHECK) {
		conf.name = job->name;
		conf.names = job->names;
	}
	r->round = round_new(&conf, &calls);
	if (round_add(r->round, &seat, err) < 0)
		return -1;
	round_start(r->round);
	return 0;
}

static bool next_address(void *ctx, struct ip *out)
{
	struct run *r = ctx;
	const struct job *job = r->start.job;

	if (r->rows == PTRS_MAX)
		return false;
	while (r->part < job->parts && r->at >= range_size(job->part[r->part])) {
		r->part++;
		r->at = 0;
	}
	if (r->part == job->parts)
		return false;
	*out = range_at(job->part[r->part], r->at++);
	return true;
}

static void address_done(void *ctx, const struct ptr_told *told)
{
	struct run *r = ctx;

	if (r->rows < PTRS_MAX)
		r->row[r->rows++] =
			(struct ptr_heard){ told->ip, told->verdict,
					    arena_str(&r->arena,
						      str_sub(told->name, 0, JOB_NAME_MAX)) };
}

static void tell_ptr(void *ctx)
{
	struct run *r = ctx;
	const struct ptr_msg msg = { clock_now(), r->row, r->rows };
	struct buf AUTO(buf_done) body;

	buf_init(&body, HEARD_MSG_MAX);
	ptr_msg_put(&body, &msg);
	r->start.done(r->start.ctx, MSG_PTR, buf_str(&body));
}

/* Not from within the engine's own call. */
static void addresses_done(void *ctx)
{
	struct run *r = ctx;

	loop_timer_set(r->end, SPAN_US(0));
}

static void begin_ptr(struct run *r)
{
	const struct ptr_calls calls = { next_address, address_done, addresses_done, r };

	r->row = arena_new(&r->arena, PTRS_MAX, sizeof(*r->row));
	if (r->start.whom.n == 0)
		loop_timer_set(r->end, SPAN_US(0));
	else
		r->ptr = ptr_new(r->start.loop, &r->start.whom, 0, &calls);
}

struct run *run_new(const struct run_start *start)
{
	struct run *r = mem_new(1, sizeof(*r));
	bool ptr = start->job->kind == JOB_PTR;
	struct err err;

	r->start = *start;
	r->begun = clock_now();
	r->grant = (struct grant){ start->job->grant, start->job->granted };
	r->till = grant_till(&r->grant);
	r->end = loop_timer_new(start->loop, ptr ? tell_ptr : ends_unasked, r);
	if (ptr)
		begin_ptr(r);
	else if (!start->list)
		not_asked(r, "the catalogue that the watch has read does not know it");
	else if (begin_round(r, &err) < 0)
		not_asked(r, err.text);
	return r;
}

void run_free(struct run *r)
{
	if (!r)
		return;
	loop_timer_free(r->end);
	round_free(r->round);
	ptr_free(r->ptr);
	target_done(&r->target);
	target_done(&r->audit);
	arena_done(&r->arena);
	free(r);
}
