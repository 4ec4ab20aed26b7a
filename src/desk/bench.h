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

struct bench {
	struct db *db;
	struct arena *turn; /* gone with the turn */
	struct instant now;
	unsigned ends_percent; /* of what is open, that a snapshot may end */
	struct str json; /* what the answer tells, also beside a failure; set by the handler */
	bool undo;       /* the handler asks that nothing of it is kept (a dry run) */
};

/* `payload`: the sealed memory beside the message, or -1. What fails is undone and answered
 * with the error; ERR_SYS ends the desk. */
typedef int handler_fn(struct bench *bench, const struct frame *in, int payload, struct err *err);
