/* Fetching each list's copy in its turn, and telling the desk what came of it. */
#include "courier/courier.h"

#include "base/die.h"
#include "conf/lists.h"
#include "model/list_copy.h"
#include "msg/fetched_msg.h"
#include "sys/channel.h"
#include "sys/fetch_note.h"
#include "sys/fetcher.h"
#include "sys/file.h"
#include "sys/log.h"
#include "sys/loop.h"
#include "sys/random.h"

#include <stdlib.h>

#define SPREAD SPAN_S(60) /* the first fetches */

struct errand {
	struct courier *courier;
	const struct list *list;
	struct loop_timer *timer;
	struct fetch_note note;
	struct str part, fresh, from; /* paths */
	unsigned failures;            /* in a row */
};

struct courier {
	struct courier_start start;
	struct arena mem;
	struct channel *desk;
	struct fetcher *fetcher;
	struct errand *errand;
	size_t n;
};

static void tell(struct errand *e, enum fetched_what what, const char *why)
{
	struct fetched_msg m = { e->list->zone, what, str_of(why) };
	struct buf AUTO(buf_done) packet;
	struct err err;

	buf_init(&packet, FRAME_MAX);
	frame_begin(&packet, MSG_FETCHED, 0, random_u64());
	msg_put_fetched(&packet, &m);
	if (frame_end(&packet, &err) < 0 ||
	    channel_send(e->courier->desk, buf_str(&packet), -1, &err) < 0)
		log_err(LOG_WARN, "desk-not-told", &err);
}

/* Never at the same minute as everybody else. */
static struct span around(struct span d)
{
	return SPAN_US(d.us - d.us / 8 + (int64_t)(random_u64() % (uint64_t)(d.us / 4 + 1)));
}

static struct span retry(unsigned failures)
{
	struct span d = COURIER_RETRY;

	while (--failures > 0 && d.us < COURIER_RETRY_MAX.us)
		d.us *= 2;
	return d.us < COURIER_RETRY_MAX.us ? d : COURIER_RETRY_MAX;
}

static void failed(struct errand *e, const struct err *why)
{
	struct log_line l;

	e->failures++;
	log_begin(&l, LOG_WARN, "copy-not-fetched");
	log_str(&l, "zone", e->list->zone);
	log_c(&l, "why", why->text);
	log_end(&l);
	tell(e, FETCHED_FAILED, why->text);
	loop_timer_set(e->timer, around(retry(e->failures)));
}

/* It stands aside until the watch has looked at it. What we know of it is written down first: if
 * we die between the two it is fetched once more. */
static int put_aside(struct errand *e, const struct fetched *got, struct err *err)
{
	if (file_remove(e->from, err) < 0 || file_rename(e->part, e->fresh, err) < 0)
		return -1;
	return fetch_note_save(e->from, &e->note, &got->version, err);
}

static void came(void *ctx, uint64_t tag, const struct fetched *got, const struct err *why)
{
	struct courier *c = ctx;
	struct errand *e = &c->errand[tag];
	struct log_line l;
	struct err err;

	if (!why && !got->unchanged && put_aside(e, got, &err) < 0)
		why = &err;
	if (why) {
		failed(e, why);
		return;
	}
	e->failures = 0;
	log_begin(&l, LOG_INFO, got->unchanged ? "copy-unchanged" : "copy-fetched");
	log_str(&l, "zone", e->list->zone);
	log_int(&l, "octets", (int64_t)got->octets);
	log_end(&l);
	tell(e, got->unchanged ? FETCHED_SAME : FETCHED_NEW, "");
	loop_timer_set(e->timer, around(c->start.every));
}

static void go(void *ctx)
{
	struct errand *e = ctx;
	struct courier *c = e->courier;
	const struct fetch f = {
		.url = list_copy_address(e->list),
		.to = e->part,
		.max = COURIER_OCTETS_MAX,
		.wait = COURIER_WAIT,
		.have = e->note.known ? &e->note.said : NULL,
	};
	struct err err;

	if (fetcher_add(c->fetcher, (uint64_t)(e - c->errand), &f, &err) == 0)
		return;
	if (err.kind == ERR_LATER)
		loop_timer_set(e->timer, SPAN_S(5));
	else
		failed(e, &err);
}

static void says(void *ctx, struct str packet, int passed)
{
	(void)ctx;
	(void)packet;
	(void)passed; /* an acknowledgement, or nothing for us */
}

static void gone(void *ctx, const struct err *why)
{
	struct courier *c = ctx;

	c->start.broken(c->start.ctx, why);
}

static struct span soon(const struct courier *c)
{
	struct span most = c->start.every.us < SPREAD.us ? c->start.every : SPREAD;

	return SPAN_US((int64_t)(random_u64() % (uint64_t)(most.us + 1)));
}

static void add(struct courier *c, const struct list *list)
{
	struct errand *e = &c->errand[c->n++];

	*e = (struct errand){ .courier = c, .list = list };
	e->part =
		arena_fmt(&c->mem, "%.*s/%.*s.part", STR_ARG(c->start.folder), STR_ARG(list->zone));
	e->fresh =
		arena_fmt(&c->mem, "%.*s/%.*s.new", STR_ARG(c->start.folder), STR_ARG(list->zone));
	e->from =
		arena_fmt(&c->mem, "%.*s/%.*s.from", STR_ARG(c->start.folder), STR_ARG(list->zone));
	fetch_note_load(e->from, list_copy_address(list), &e->note);
	e->timer = loop_timer_new(c->start.loop, go, e);
	loop_timer_set(e->timer, soon(c));
}

static bool is_idle(const struct list_set *lists)
{
	for (size_t i = 0; i < lists->n; i++)
		if (list_is_fetched(&lists->list[i]))
			return false;
	return true;
}

/* Six megabytes of libraries, for who has something to fetch. */
static int prepare(struct courier *c, struct err *err)
{
	if (file_folder(c->start.folder, err) < 0)
		return -1;
	return fetcher_new(c->start.loop, came, c, &c->fetcher, err);
}

int courier_new(struct courier **out, const struct courier_start *start, struct err *err)
{
	struct courier *c = mem_new(1, sizeof(*c));
	const struct channel_calls calls = { says, gone, c };

	*out = NULL;
	c->start = *start;
	c->start.folder = arena_str(&c->mem, start->folder);
	if (!is_idle(start->lists) && prepare(c, err) < 0) {
		arena_done(&c->mem);
		free(c);
		return -1;
	}
	c->desk = channel_new(start->loop, start->desk, &calls);
	c->errand = mem_new(start->lists->n + 1, sizeof(*c->errand));
	for (size_t i = 0; i < start->lists->n; i++)
		if (list_is_fetched(&start->lists->list[i]))
			add(c, &start->lists->list[i]);
	*out = c;
	return 0;
}

void courier_free(struct courier *c)
{
	if (!c)
		return;
	fetcher_free(c->fetcher); /* NULL where nothing is fetched */
	for (size_t i = 0; i < c->n; i++)
		loop_timer_free(c->errand[i].timer);
	channel_free(c->desk);
	free(c->errand);
	arena_done(&c->mem);
	free(c);
}

size_t courier_lists(const struct courier *c)
{
	return c->n;
}
