/* Turns: gathering messages, one transaction, and answers after it. */
#include "desk/turn.h"

#include "base/die.h"
#include "msg/answer_msg.h"
#include "store/db.h"
#include "store/request_store.h"
#include "sys/channel.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/loop.h"
#include "sys/memfd.h"
#include "sys/own.h"

#include <stdio.h>
#include <stdlib.h>

#define KEPT (4u << 20) /* octets that a turn may leave allocated for the next */

struct item {
	struct channel *from;
	handler_fn *on;
	struct frame frame; /* its body is in the arena */
	int payload;
	struct answer_msg answer;
	const struct tell *tell;
};

struct turn {
	struct turn_start start;
	struct loop_timer *timer;
	struct item item[TURN_MESSAGES];
	size_t n;
	struct arena arena;
	uint64_t turns;
	bool broken;
};

static void timer_fires(void *ctx)
{
	turn_now(ctx);
}

struct turn *turn_new(const struct turn_start *start)
{
	struct turn *t = mem_new(1, sizeof(*t));

	t->start = *start;
	t->timer = loop_timer_new(start->loop, timer_fires, t);
	return t;
}

static void forget(struct turn *t)
{
	for (size_t i = 0; i < t->n; i++)
		packet_close(t->item[i].payload);
	t->n = 0;
	if (t->arena.used <= KEPT) {
		arena_clear(&t->arena);
		return;
	}
	arena_done(&t->arena);
	own_trim();
}

void turn_free(struct turn *t)
{
	if (!t)
		return;
	loop_timer_free(t->timer);
	forget(t);
	arena_done(&t->arena);
	free(t);
}

int turn_take(struct turn *t, const struct turn_from *from, struct str packet, int payload,
	      struct err *err)
{
	struct item *item = &t->item[t->n];

	*item = (struct item){ .from = from->channel, .payload = -1 };
	if (frame_get(packet, &item->frame, err) < 0)
		return -1;
	item->on = from->on[item->frame.type];
	if (!item->on)
		return err_set(err, ERR_INPUT, "message \"%s\" is not for the desk",
			       msg_type_name(item->frame.type));
	item->frame.body = arena_str(&t->arena, item->frame.body);
	if (payload >= 0)
		item->payload = channel_keep(payload);
	if (t->n++ == 0)
		loop_timer_set(t->timer, TURN_WAIT);
	if (t->n == TURN_MESSAGES || t->arena.used > TURN_OCTETS)
		turn_now(t);
	return 0;
}

static void fail(struct item *item, struct arena *arena, const struct err *err)
{
	item->answer.kind = err->kind;
	item->answer.text = arena_str(arena, str_of(err->text));
}

/* Fine, failed and answered (0 both), or broken: the whole turn cannot go on (-1). */
static int handle(struct turn *t, struct item *item, struct err *err)
{
	struct bench bench = { .db = t->start.db,
			       .turn = &t->arena,
			       .now = clock_now(),
			       .ends_percent = t->start.ends_percent,
			       .watching = t->start.watching };
	struct db_part part AUTO(db_part_undo) = { 0 };
	struct err own = { 0 };
	struct request_done done;
	struct request_note note;
	int r;

	if (request_store_find(bench.db, item->frame.id, &t->arena, &done, err) < 0)
		return -1;
	item->answer.json = done.answer;
	if (done.found)
		return 0;
	if (db_part_begin(&part, bench.db, err) < 0)
		return -1;
	r = item->on(&bench, &item->frame, item->payload, &own);
	item->answer.json = bench.json;
	if (r == 0 && bench.undo)
		return 0;
	note = (struct request_note){ item->frame.id, bench.now, bench.json };
	if (r == 0)
		r = request_store_add(bench.db, &note, &own);
	if (r == 0)
		r = db_part_keep(&part, &own);
	if (r == 0) {
		item->tell = bench.tell;
		return 0;
	}
	if (own.kind == ERR_SYS) {
		*err = own;
		return -1;
	}
	fail(item, &t->arena, &own);
	return 0;
}

static int handle_all(struct turn *t, struct err *err)
{
	struct db_tx tx AUTO(db_rollback) = { 0 };

	if (db_begin(&tx, t->start.db, err) < 0)
		return -1;
	for (size_t i = 0; i < t->n; i++)
		if (handle(t, &t->item[i], err) < 0)
			return -1;
	return db_commit(&tx, err);
}

static void send_answer(struct turn *t, struct item *item)
{
	bool large = item->answer.json.n > ANSWER_JSON_MAX;
	struct buf AUTO(buf_done) packet;
	struct err err;
	int fd = -1;

	buf_init(&packet, FRAME_MAX);
	if (large) {
		fd = memfd_new(item->answer.json, &err);
		item->answer.json = STR("");
	}
	frame_begin(&packet, MSG_ANSWER, fd >= 0 ? FRAME_MEMFD : 0, item->frame.id);
	msg_put_answer(&packet, &item->answer);
	if ((large && fd < 0) || frame_end(&packet, &err) < 0 ||
	    channel_send(item->from, buf_str(&packet), fd, &err) < 0)
		log_err(LOG_WARN, "answer-lost", &err); /* the asker will ask again */
	packet_close(fd);
	(void)t;
}

/* What other roles report all day is told by what it changes, if anything. */
static enum log_level level_of(const struct item *item)
{
	enum msg_type type = item->frame.type;

	if (item->answer.kind != ERR_NONE)
		return LOG_WARN;
	return type == MSG_HEARD || type == MSG_PTR || type == MSG_FETCHED ? LOG_DEBUG : LOG_INFO;
}

static void log_turn(const struct item *item)
{
	struct log_line l;
	char id[17];

	log_begin(&l, level_of(item), msg_type_name(item->frame.type));
	snprintf(id, sizeof(id), "%016llx", (unsigned long long)item->frame.id);
	log_c(&l, "request", id);
	log_c(&l, "result", err_kind_name(item->answer.kind));
	if (item->answer.kind != ERR_NONE)
		log_str(&l, "why", item->answer.text);
	log_end(&l);
}

static void tell_all(const struct tell *t)
{
	for (; t; t = t->next)
		t->fn(t->ctx, t->what);
}

uint64_t turn_count(const struct turn *t)
{
	return t->turns;
}

void turn_now(struct turn *t)
{
	struct err err = { 0 };
	int r;

	loop_timer_stop(t->timer);
	if (t->n == 0 || t->broken)
		return;
	t->turns++;
	r = handle_all(t, &err);
	for (size_t i = 0; i < t->n; i++) {
		struct item *item = &t->item[i];

		if (r < 0) {
			struct err later = err;

			/* nothing of it is kept, so it may be tried again */
			if (later.kind != ERR_UNSURE)
				later.kind = ERR_LATER;
			item->answer.json = STR("");
			fail(item, &t->arena, &later);
		} else {
			tell_all(item->tell);
		}
		log_turn(item);
		send_answer(t, item);
	}
	if (r < 0 && err.kind == ERR_SYS) {
		t->broken = true;
		t->start.broken(t->start.ctx, &err);
	} else if (db_rest(t->start.db, &err) < 0) {
		log_err(LOG_WARN, "log-not-shortened", &err);
	}
	forget(t);
}
