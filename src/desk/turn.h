/* Group commit: what arrives within a few milliseconds shares one transaction and one sync.
 *
 * Each message is handled in a savepoint of its own; answers leave after the commit. When the
 * commit fails every message of the turn is answered so that its sender tries again. A request
 * that was done already, as its id tells, gets the answer it got then.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"
#include "base/when.h"
#include "desk/bench.h"
#include "msg/frame.h"

#define TURN_MESSAGES 200
#define TURN_WAIT SPAN_MS(5)
#define TURN_OCTETS (64u << 20) /* of messages that wait */

struct channel;
struct loop;
struct turn;

struct turn_start {
	struct loop *loop;
	struct db *db;
	unsigned ends_percent;     /* see bench.h */
	struct watching *watching; /* see bench.h */
	/* The store is broken: leave and be restarted. Called at most once. */
	void (*broken)(void *ctx, const struct err *err);
	void *ctx;
};

struct turn *turn_new(const struct turn_start *start);
void turn_free(struct turn *t);

/* Whom a packet comes from, and what he may send. */
struct turn_from {
	struct channel *channel; /* outlives the turn */
	handler_fn *const *on;   /* MSG_TYPES of them; NULL: that is not taken from him */
};

/* Takes a packet. ERR_INPUT: it is no message that is taken here: drop the peer. */
NODISCARD int turn_take(struct turn *t, const struct turn_from *from, struct str packet,
			int payload, struct err *err);

/* How many transactions there were. */
uint64_t turn_count(const struct turn *t);

/* Does at once what waits. */
void turn_now(struct turn *t);
