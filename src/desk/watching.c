/* Watching: a timer that looks for what is due, and for each operator who is free sends a job.
 *
 * The grant is taken from his budget and committed before the job is sent, so that whatever
 * dies afterwards loses credit and never overspends.
 */
#include "desk/watching.h"

#include "base/die.h"
#include "desk/job_draft.h"
#include "desk/job_spare.h"
#include "desk/watching_rows.h"
#include "store/inventory_store.h"
#include "store/listing_store.h"
#include "store/serial_store.h"
#include "store/watch_store.h"
#include "sys/channel.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/loop.h"
#include "sys/own.h"
#include "sys/random.h"

#include <stdio.h>
#include <stdlib.h>

#define LOOK_FIRST SPAN_MS(50)
#define LOOK_LAST SPAN_S(60)      /* between two looks, at most */
#define LOOK_FAILED SPAN_S(5)     /* after a failure */
#define ESTATE_REST_FOR SPAN_S(2) /* an inventory that moved may move again */
#define ESTATE_AGE SPAN_S(3600)   /* also what nobody touches changes: what moved lately */
#define PTR_EVERY SPAN_S(86400)
#define GRANT_SLACK 16 /* packets beside what was reckoned: a small job may find much */

struct watching {
	struct watching_start start;
	struct loop_timer *timer;
	struct watched_rows rows;
	struct arena estate_mem, turn;
	struct estate estate;
	struct span draw_at;     /* when it is drawn (again) */
	bool ready;              /* the watch is there */
	struct underway ptr_job; /* reverse names are looked up by a job, too */
	struct ip ptr_cursor;
	struct span ptr_at;
	bool broken;
	char falters[ERR_TEXT_MAX]; /* why, as it was said; empty: all is well */
};

static void look_in(struct watching *w, struct span in)
{
	if (!w->broken)
		loop_timer_set(w->timer, in);
}

static int draw(struct watching *w, struct err *err)
{
	struct arena scratch = { 0 };
	struct arena fresh = { 0 };
	struct estate estate;
	struct inventory inv;
	int code = inventory_store_load(w->start.db, INVENTORY_NOW, &scratch, &inv, err);

	if (code == 0)
		code = estate_build(&fresh, &inv, clock_now(), &estate, err);
	arena_done(&scratch);
	arena_done(code < 0 ? &fresh : &w->estate_mem);
	own_trim();
	if (code < 0)
		return -1;
	w->estate_mem = fresh;
	w->estate = estate;
	w->draw_at.us = clock_mono().us + ESTATE_AGE.us;
	return 0;
}

/* What the store knows better, what our space is by now, and so which lists are asked. */
static int refresh(struct watching *w, struct err *err)
{
	if (clock_mono().us >= w->draw_at.us && draw(w, err) < 0)
		return -1;
	if (watched_rows_load(&w->rows, w->start.db, &w->estate, err) < 0)
		return -1;
	watched_rows_choose(&w->rows, &w->estate, clock_now());
	return 0;
}

static bool is_lost(const struct underway *job)
{
	return clock_mono().us - job->sent.us > WATCHING_JOB_LOST.us;
}

static void log_job(const char *event, uint64_t id, const struct job *job)
{
	struct log_line l;

	log_begin(&l, LOG_DEBUG, event);
	log_int(&l, "job", (int64_t)id);
	log_str(&l, "zone", job->zone);
	log_int(&l, "grant", job->grant);
	log_int(&l, "parts", (int64_t)job->parts);
	log_int(&l, "names", (int64_t)job->names);
	log_end(&l);
}

static int send_job(struct watching *w, const struct job *job, struct underway *out,
		    struct err *err)
{
	struct buf AUTO(buf_done) packet;

	*out = (struct underway){ .id = random_u64() | 1,
				  .grant = job->grant,
				  .granted = job->granted,
				  .sent = clock_mono() };
	buf_init(&packet, FRAME_MAX);
	frame_begin(&packet, MSG_JOB, 0, out->id);
	msg_put_job(&packet, job);
	if (frame_end(&packet, err) < 0 ||
	    channel_send(w->start.watch, buf_str(&packet), -1, err) < 0) {
		out->id = 0;
		return -1;
	}
	log_job("job-sent", out->id, job);
	return 0;
}

/* What the operator may be asked now. */
static int left_of(struct watching *w, const struct watched_operator *op, struct instant now,
		   uint32_t *left, struct err *err)
{
	struct budget_all all;

	*left = UINT32_MAX;
	if (budget_store_spent(w->start.db, op->name, &w->start.from, &all, err) < 0)
		return -1;
	for (size_t i = 0; i < all.n; i++) {
		uint32_t even = budget_even(&all.spent[i], &op->limit, now);

		*left = even < *left ? even : *left;
	}
	return 0;
}

/* The pick of the operator's lists; pick.list is made an index into all rows. */
static struct agenda_pick pick_of(struct watching *w, const struct watched_operator *op,
				  uint32_t left, struct instant now)
{
	struct agenda_list *list = arena_new(&w->turn, op->n, sizeof(*list));
	size_t *index = arena_new(&w->turn, op->n, sizeof(*index));
	struct agenda_pick pick;
	size_t n = 0;

	for (size_t i = op->first; i < op->first + op->n; i++)
		if (w->rows.row[i].active) {
			list[n] = w->rows.row[i].agenda;
			index[n++] = i;
		}
	if (n == 0)
		return (struct agenda_pick){ .when = WHEN_NEVER };
	pick = agenda_next(list, n, left, &w->start.agenda, now);
	if (pick.what != AGENDA_NOTHING)
		pick.list = index[pick.list];
	return pick;
}

/* job->granted says when it is now. */
static int draft(struct watching *w, const struct watched *row, const struct agenda_pick *pick,
		 struct job *job, struct err *err)
{
	const struct listing_due ask = { row->agenda.list->zone, job->granted,
					 agenda_soon(&w->start.agenda), AGENDA_SINGLES };
	struct job_wish wish = { .list = &row->agenda, .estate = &w->estate, .pick = pick };
	struct serial_walk serial[AGENDA_WALKS];
	struct instant now = job->granted;
	struct listings due;

	if (listing_store_due(w->start.db, &ask, &w->turn, &due, err) < 0 ||
	    (pick->what == AGENDA_WALK &&
	     serial_store_load(w->start.db, ask.zone, serial, err) < 0))
		return -1;
	wish.due = due.row;
	wish.n = due.n;
	job_draft(&w->turn, &wish, job);
	job->seed = random_u64();
	job->granted = now;
	if (pick->what == AGENDA_WALK)
		job_spare(&w->turn, &wish, &serial[pick->walk], job);
	return 0;
}

/* Takes the job's grant, which is on disk then; of nothing if the budget has nothing now. */
static int grant(struct watching *w, struct watched_operator *op, uint32_t n, struct job *job,
		 struct err *err)
{
	const struct budget_wish wish = { .operator= op->name,
					  .limit = op->limit,
					  .n = n,
					  .now = job->granted,
					  .from = w->start.from };
	struct db_tx tx AUTO(db_rollback) = { 0 };
	struct budget_grant got;

	if (db_begin(&tx, w->start.db, err) < 0 ||
	    budget_store_take(w->start.db, &wish, &got, err) < 0 || db_commit(&tx, err) < 0)
		return -1;
	job->grant = got.n;
	op->not_before = got.n ? WHEN_EVER : got.again;
	return 0;
}

/* Sends what is due of one operator, if anything; *when: not before that. */
static int consider(struct watching *w, struct watched_operator *op, struct instant now,
		    struct instant *when, struct err *err)
{
	struct agenda_pick pick;
	struct watched *row;
	struct job job;
	uint32_t left;

	*when = op->not_before;
	if (instant_cmp(op->not_before, now) > 0)
		return 0;
	if (left_of(w, op, now, &left, err) < 0)
		return -1;
	pick = pick_of(w, op, left, now);
	*when = pick.when;
	if (pick.what == AGENDA_NOTHING)
		return 0;
	row = &w->rows.row[pick.list];
	job.granted = now;
	if (draft(w, row, &pick, &job, err) < 0)
		return -1;
	if (pick.questions > 0 && grant(w, op, pick.questions + GRANT_SLACK, &job, err) < 0)
		return -1;
	*when = op->not_before;
	if (pick.questions > 0 && job.grant == 0)
		return 0;
	if (send_job(w, &job, &op->job, err) < 0)
		return -1;
	row->agenda.last = now;
	return 0;
}

static int consider_ptr(struct watching *w, struct instant now, struct err *err)
{
	struct span mono = clock_mono();
	struct job job;

	if (w->ptr_job.id || mono.us < w->ptr_at.us)
		return 0;
	job_draft_ptr(&w->turn, &w->estate, &w->ptr_cursor, &job);
	job.granted = now;
	if (w->ptr_cursor.len == 0)
		w->ptr_at.us = mono.us + PTR_EVERY.us;
	return job.parts ? send_job(w, &job, &w->ptr_job, err) : 0;
}

static void drop_lost(struct underway *job)
{
	struct log_line l;

	if (!job->id || !is_lost(job))
		return;
	log_begin(&l, LOG_WARN, "job-lost");
	log_int(&l, "job", (int64_t)job->id);
	log_end(&l);
	job->id = 0;
}

/* Until something may be due: `when`, or the estate's next drawing. */
static struct span wait_of(const struct watching *w, struct instant when)
{
	struct span wait = LOOK_LAST;
	struct span due = instant_since(when, clock_now());
	struct span draw = { w->draw_at.us - clock_mono().us };

	if (due.us < wait.us)
		wait = due;
	if (draw.us < wait.us)
		wait = draw;
	return wait.us < LOOK_FIRST.us ? LOOK_FIRST : wait;
}

static int look_all(struct watching *w, struct instant *when, struct err *err)
{
	struct instant now = clock_now();

	*when = WHEN_NEVER;
	if (refresh(w, err) < 0)
		return -1;
	drop_lost(&w->ptr_job);
	for (size_t i = 0; i < w->rows.operators; i++) {
		struct watched_operator *op = &w->rows.operator[i];
		struct instant next;

		drop_lost(&op->job);
		if (op->job.id)
			continue;
		if (consider(w, op, now, &next, err) < 0)
			return -1;
		if (instant_cmp(next, *when) < 0)
			*when = next;
		arena_clear(&w->turn);
	}
	return consider_ptr(w, now, err);
}

/* Once, not at every look: a full disk may stay so for a night. */
static void say_falters(struct watching *w, const struct err *err)
{
	if (str_eq(str_of(w->falters), str_of(err->text)))
		return;
	snprintf(w->falters, sizeof(w->falters), "%s", err->text);
	log_err(LOG_WARN, "watching-falters", err);
}

static void say_goes_on(struct watching *w)
{
	if (w->falters[0])
		log_event(LOG_INFO, "watching-goes-on");
	w->falters[0] = '\0';
}

static void look(void *ctx)
{
	struct watching *w = ctx;
	struct instant when;
	struct span wait;
	struct err err = { 0 };

	if (!w->ready || w->broken)
		return;
	if (look_all(w, &when, &err) < 0) {
		if (err.kind == ERR_SYS) {
			w->broken = true;
			w->start.broken(w->start.ctx, &err);
			return;
		}
		say_falters(w, &err);
		wait = LOOK_FAILED;
	} else {
		say_goes_on(w);
		wait = wait_of(w, when);
	}
	arena_clear(&w->turn);
	look_in(w, wait);
}

struct watching *watching_new(const struct watching_start *start)
{
	struct watching *w = mem_new(1, sizeof(*w));

	w->start = *start;
	w->start.agenda.recheck = start->listing.recheck;
	w->timer = loop_timer_new(start->loop, look, w);
	watched_rows_init(&w->rows, start->lists);
	return w;
}

void watching_free(struct watching *w)
{
	if (!w)
		return;
	loop_timer_free(w->timer);
	watched_rows_done(&w->rows);
	arena_done(&w->estate_mem);
	arena_done(&w->turn);
	free(w);
}

void watching_again(struct watching *w)
{
	w->ready = true;
	w->ptr_job.id = 0;
	for (size_t i = 0; i < w->rows.operators; i++)
		w->rows.operator[i].job.id = 0;
	look_in(w, LOOK_FIRST);
}

void watching_estate_moved(struct watching *w)
{
	int64_t soon = clock_mono().us + ESTATE_REST_FOR.us;

	if (w->draw_at.us > soon)
		w->draw_at.us = soon;
	look_in(w, ESTATE_REST_FOR);
}

void watching_list_moved(struct watching *w, struct str zone)
{
	struct watched *row = watched_of(&w->rows, zone);

	if (row)
		row->stale = true;
	look_in(w, LOOK_FIRST);
}

bool watching_list(const struct watching *w, struct str zone, struct agenda_list *out)
{
	const struct watched *row = watched_of(&w->rows, zone);

	if (row)
		*out = row->agenda;
	return row != NULL;
}

bool watching_grant(const struct watching *w, uint64_t job, struct watching_grant *out)
{
	for (size_t i = 0; i < w->rows.operators; i++) {
		const struct watched_operator *op = &w->rows.operator[i];

		if (op->job.id != job)
			continue;
		*out = (struct watching_grant){ op->name, op->job.grant, op->job.granted,
						w->start.from };
		return true;
	}
	return false;
}

void watching_heard(struct watching *w, const struct watching_heard *heard)
{
	struct watched *row = heard->zone.n ? watched_of(&w->rows, heard->zone) : NULL;

	if (w->ptr_job.id == heard->job)
		w->ptr_job.id = 0;
	for (size_t i = 0; i < w->rows.operators; i++)
		if (w->rows.operator[i].job.id == heard->job)
			w->rows.operator[i].job.id = 0;
	if (row)
		row->stale = true;
	look_in(w, LOOK_FIRST);
}

bool watching_limit(const struct watching *w, struct str operator, struct list_budget * out)
{
	for (size_t i = 0; i < w->rows.operators; i++) {
		if (!str_eq(w->rows.operator[i].name, operator))
			continue;
		*out = w->rows.operator[i].limit;
		return true;
	}
	return false;
}

const struct source *watching_source(const struct watching *w)
{
	return &w->start.from;
}

const struct listing_rules *watching_listing_rules(const struct watching *w)
{
	return &w->start.listing;
}

const struct agenda_rules *watching_agenda_rules(const struct watching *w)
{
	return &w->start.agenda;
}
