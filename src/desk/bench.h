/* What a handler at the desk works with: the open transaction, the time, and what it tells.
 *
 * A handler keeps one order: read, load, decide, save, tell. It runs in a savepoint of the
 * turn's transaction; what it tells goes out after the commit, or never.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/when.h"

#include <stdbool.h>
#include <stdint.h>

struct db;
struct frame;
struct watching;

/* Something that is done once all is committed. */
struct tell {
	void (*fn)(void *ctx, const void *what);
	void *ctx;
	const void *what; /* in the turn's arena */
	struct tell *next;
};

struct bench {
	struct db *db;
	struct arena *turn; /* gone with the turn */
	struct instant now;
	unsigned ends_percent; /* of what is open, that a snapshot may end */
	struct str json; /* what the answer tells, also beside a failure; set by the handler */
	bool undo;       /* the handler asks that nothing of it is kept (a dry run) */
	struct watching *watching; /* NULL: nothing is watched */
	struct tell *tell, *last;  /* see bench_tell */
};

/* Does it after the commit, in the order asked for; never, if this message is undone. */
void bench_tell(struct bench *bench, void (*fn)(void *ctx, const void *what), void *ctx,
		const void *what);

/* `payload`: the sealed memory beside the message, or -1. What fails is undone and answered
 * with the error; ERR_SYS ends the desk. */
typedef int handler_fn(struct bench *bench, const struct frame *in, int payload, struct err *err);
