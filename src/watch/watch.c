/* The watch at work: jobs in, one of each operator at a time, results out. */
#include "watch/watch.h"

#include "base/die.h"
#include "conf/lists.h"
#include "msg/answer_msg.h"
#include "msg/job_msg.h"
#include "sys/channel.h"
#include "sys/log.h"
#include "sys/loop.h"
#include "watch/copies.h"
#include "watch/kept.h"
#include "watch/run.h"

#include <stdlib.h>

#define SEND_AGAIN SPAN_S(5) /* when the desk could not take something */

/* A job that waits or runs. */
struct errand {
	struct watch *watch;
	uint64_t id;
	struct arena arena; /* of the job */
	struct job job;
	const struct list *list;
	struct run *run; /* NULL: it waits for another of its operator */
	struct errand *next;
};

struct watch {
	struct watch_start start;
	struct channel *desk;
	struct kept *kept;
	struct copies *copies;
	struct loop_timer *again;
	struct errand *first; /* oldest first */
	size_t errands;
};

/* Reverse names are nobody's list: all such jobs are of one operator. */
static struct str operator_of(const struct errand *e)
{
	return e->list ? e->list->operator: e->job.zone;
}

static bool is_busy(const struct watch *w, const struct errand *than)
{
	for (const struct errand *e = w->first; e; e = e->next)
		if (e != than && e->run && str_eq(operator_of(e), operator_of(than)))
			return true;
	return false;
}

static void run_done(void *ctx, enum msg_type type, struct str body);

static void begin_run(struct errand *e)
{
	const struct watch_start *start = &e->watch->start;

	e->run = run_new(&(struct run_start){ .loop = start->loop,
					      .job = &e->job,
					      .list = e->list,
					      .copies = e->watch->copies,
					      .whom = start->whom,
					      .done = run_done,
					      .ctx = e });
}

static void begin_what_may(struct watch *w)
{
	for (struct errand *e = w->first; e; e = e->next)
		if (!e->run && !is_busy(w, e))
			begin_run(e);
}

static void errand_free(struct errand *e)
{
	run_free(e->run);
	arena_done(&e->arena);
	free(e);
}

static void forget(struct errand *e)
{
	struct errand **at = &e->watch->first;

	while (*at != e)
		at = &(*at)->next;
	*at = e->next;
	e->watch->errands--;
	errand_free(e);
}

static void run_done(void *ctx, enum msg_type type, struct str body)
{
	struct errand *e = ctx;
	struct watch *w = e->watch;
	size_t dropped = kept_add(w->kept, type, e->id, body);
	struct log_line l;

	if (dropped) {
		log_begin(&l, LOG_ERROR, "results-dropped");
		log_int(&l, "results", (int64_t)dropped);
		log_end(&l);
	}
	forget(e);
	begin_what_may(w);
}

static int take_job(struct watch *w, const struct frame *in, struct err *err)
{
	struct errand **at = &w->first;
	struct errand *e;

	if (w->errands == WATCH_JOBS_MAX)
		return err_set(err, ERR_LATER, "%zu jobs wait already", w->errands);
	e = mem_new(1, sizeof(*e));
	*e = (struct errand){ .watch = w, .id = in->id };
	if (msg_get_job(in, &e->arena, &e->job, err) < 0) {
		arena_done(&e->arena);
		free(e);
		return -1;
	}
	if (e->job.kind != JOB_PTR)
		e->list = lists_find(w->start.lists, e->job.zone, NULL);
	while (*at)
		at = &(*at)->next;
	*at = e;
	w->errands++;
	begin_what_may(w);
	return 0;
}

static int take_answer(struct watch *w, const struct frame *in, struct err *err)
{
	struct answer_msg answer = { 0 };
	struct arena arena = { 0 };
	int r = msg_get_answer(in, &arena, &answer, err);

	if (r == 0 && (answer.kind == ERR_LATER || answer.kind == ERR_UNSURE)) {
		loop_timer_set(w->again, SEND_AGAIN);
	} else if (r == 0) {
		if (answer.kind != ERR_NONE)
			r = err_set(err, answer.kind, "%.*s", STR_ARG(answer.text));
		kept_drop(w->kept, in->id);
	}
	arena_done(&arena);
	return r;
}

static void desk_says(void *ctx, struct str packet, int passed)
{
	struct watch *w = ctx;
	struct frame frame;
	struct err err = { 0 };
	int r = frame_get(packet, &frame, &err);

	(void)passed;
	if (r == 0 && frame.type == MSG_JOB)
		r = take_job(w, &frame, &err);
	else if (r == 0 && frame.type == MSG_ANSWER)
		r = take_answer(w, &frame, &err);
	else if (r == 0)
		r = err_set(&err, ERR_INPUT, "message \"%s\" is not for the watch",
			    msg_type_name(frame.type));
	if (r < 0)
		log_err(LOG_ERROR, "message-refused", &err);
}

/* The parent holds both ends: this comes only when our own end is broken. */
static void desk_gone(void *ctx, const struct err *why)
{
	struct watch *w = ctx;

	w->start.broken(w->start.ctx, why);
}

static void send_again(void *ctx)
{
	struct watch *w = ctx;

	kept_send_all(w->kept);
}

struct watch *watch_new(const struct watch_start *start)
{
	struct watch *w = mem_new(1, sizeof(*w));

	w->start = *start;
	w->copies = copies_new(start->copies);
	w->again = loop_timer_new(start->loop, send_again, w);
	w->desk = channel_new(start->loop, start->desk,
			      &(struct channel_calls){ desk_says, desk_gone, w });
	w->kept = kept_new(w->desk);
	return w;
}

void watch_again(struct watch *w)
{
	kept_send_all(w->kept);
}

void watch_free(struct watch *w)
{
	if (!w)
		return;
	for (struct errand *e = w->first, *next; e; e = next) {
		next = e->next;
		errand_free(e);
	}
	loop_timer_free(w->again);
	kept_free(w->kept);
	channel_free(w->desk);
	copies_free(w->copies);
	free(w);
}
