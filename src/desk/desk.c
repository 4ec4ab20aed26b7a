/* The desk at work: the store, the channels of the roles, and the turn between them. */
#include "desk/desk.h"

#include "base/die.h"
#include "desk/on_event.h"
#include "desk/on_import.h"
#include "desk/turn.h"
#include "store/store.h"
#include "sys/channel.h"
#include "sys/clock.h"
#include "sys/log.h"

#include <stdlib.h>

static handler_fn *const handler[MSG_TYPES] = {
	[MSG_IMPORT] = on_import,
	[MSG_EVENT] = on_event,
};

struct desk {
	struct desk_start start;
	struct store *store;
	struct channel *front;
	struct turn *turn;
};

/* Front is ours and speaks rightly unless it was taken over: it is not answered then. */
static void got(void *ctx, struct str packet, int passed)
{
	struct desk *d = ctx;
	struct err err;

	if (turn_take(d->turn, d->front, packet, passed, &err) < 0)
		log_err(LOG_ERROR, "message-refused", &err);
}

static void gone(void *ctx, const struct err *why)
{
	struct desk *d = ctx;

	d->start.broken(d->start.ctx, why);
}

int desk_new(struct desk **out, const struct desk_start *start, struct err *err)
{
	struct desk *d = mem_new(1, sizeof(*d));
	const struct channel_calls calls = { got, gone, d };
	struct turn_start turn = { .loop = start->loop,
				   .ends_percent = start->ends_percent,
				   .on = handler,
				   .broken = start->broken,
				   .ctx = start->ctx };

	d->start = *start;
	if (store_open(&d->store, &start->store, clock_now(), err) < 0) {
		free(d);
		return -1;
	}
	if (store_was_checked(d->store))
		log_event(LOG_WARN, "store-checked-after-unclean-stop");
	turn.db = store_db(d->store);
	d->turn = turn_new(&turn);
	d->front = channel_new(start->loop, start->front, &calls);
	*out = d;
	return 0;
}

const struct store *desk_store(const struct desk *d)
{
	return d->store;
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
	channel_free(d->front);
	store_close(d->store);
	free(d);
}
