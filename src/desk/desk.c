/* The desk at work: the store, the channels of the roles, and the turn between them. */
#include "desk/desk.h"

#include "base/die.h"
#include "desk/on_budget.h"
#include "desk/on_event.h"
#include "desk/on_fetched.h"
#include "desk/on_heard.h"
#include "desk/on_import.h"
#include "desk/on_ptr.h"
#include "desk/on_resume.h"
#include "desk/turn.h"
#include "desk/watching.h"
#include "store/store.h"
#include "sys/channel.h"
#include "sys/clock.h"
#include "sys/log.h"

#include <stdlib.h>

/* What each of the others may send. */
static handler_fn *const of_front[MSG_TYPES] = {
	[MSG_IMPORT] = on_import,
	[MSG_EVENT] = on_event,
	[MSG_BUDGET] = on_budget,
	[MSG_RESUME] = on_resume,
};

static handler_fn *const of_watch[MSG_TYPES] = {
	[MSG_HEARD] = on_heard,
	[MSG_PTR] = on_ptr,
};

static handler_fn *const of_courier[MSG_TYPES] = {
	[MSG_FETCHED] = on_fetched,
};

struct desk {
	struct desk_start start;
	struct store *store;
	struct channel *front, *watch, *courier;
	struct turn *turn;
	struct watching *watching;
};

/* A role is ours and speaks rightly unless it was taken over: it is not answered then. */
static void front_says(void *ctx, struct str packet, int passed)
{
	struct desk *d = ctx;
	const struct turn_from from = { d->front, of_front };
	struct err err;

	if (turn_take(d->turn, &from, packet, passed, &err) < 0)
		log_err(LOG_ERROR, "message-refused", &err);
}

static void watch_says(void *ctx, struct str packet, int passed)
{
	struct desk *d = ctx;
	const struct turn_from from = { d->watch, of_watch };
	struct err err;

	if (turn_take(d->turn, &from, packet, passed, &err) < 0)
		log_err(LOG_ERROR, "message-refused", &err);
}

static void courier_says(void *ctx, struct str packet, int passed)
{
	struct desk *d = ctx;
	const struct turn_from from = { d->courier, of_courier };
	struct err err;

	if (turn_take(d->turn, &from, packet, passed, &err) < 0)
		log_err(LOG_ERROR, "message-refused", &err);
}

static void gone(void *ctx, const struct err *why)
{
	struct desk *d = ctx;

	d->start.broken(d->start.ctx, why);
}

static void begin_watching(struct desk *d)
{
	const struct desk_start *s = &d->start;
	struct watching_start watching = { .loop = s->loop,
					   .db = store_db(d->store),
					   .lists = s->lists,
					   .agenda = s->agenda,
					   .listing = s->listing,
					   .from = s->from,
					   .broken = s->broken,
					   .ctx = s->ctx };

	if (!s->lists)
		return;
	d->watch = channel_new(s->loop, s->watch, &(struct channel_calls){ watch_says, gone, d });
	if (s->courier >= 0)
		d->courier = channel_new(s->loop, s->courier,
					 &(struct channel_calls){ courier_says, gone, d });
	watching.watch = d->watch;
	d->watching = watching_new(&watching);
}

int desk_new(struct desk **out, const struct desk_start *start, struct err *err)
{
	struct desk *d = mem_new(1, sizeof(*d));
	struct turn_start turn = { .loop = start->loop,
				   .ends_percent = start->ends_percent,
				   .broken = start->broken,
				   .ctx = start->ctx };

	d->start = *start;
	if (store_open(&d->store, &start->store, clock_now(), err) < 0) {
		free(d);
		return -1;
	}
	if (store_was_checked(d->store))
		log_event(LOG_WARN, "store-checked-after-unclean-stop");
	begin_watching(d);
	turn.db = store_db(d->store);
	turn.watching = d->watching;
	d->turn = turn_new(&turn);
	d->front = channel_new(start->loop, start->front,
			       &(struct channel_calls){ front_says, gone, d });
	*out = d;
	return 0;
}

const struct store *desk_store(const struct desk *d)
{
	return d->store;
}

void desk_again(struct desk *d, enum role_id who)
{
	if (who == ROLE_WATCH && d->watching)
		watching_again(d->watching);
}

void desk_finish(struct desk *d)
{
	turn_now(d->turn);
}

void desk_free(struct desk *d)
{
	if (!d)
		return;
	turn_free(d->turn);
	watching_free(d->watching);
	channel_free(d->front);
	channel_free(d->watch);
	channel_free(d->courier);
	store_close(d->store);
	free(d);
}
