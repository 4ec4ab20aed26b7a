/* Requests that were done, and what was answered: who asks again by the same id gets the same
 * answer, and nothing is done twice. */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/when.h"

#include <stdbool.h>
#include <stdint.h>

#define REQUEST_KEPT SPAN_S(86400) /* longer than anybody goes on asking */

/* So many of the newest are kept whatever their age is, for clocks leap. A client goes on asking
 * for a minute after a broken connection: more than 64 clients at a time change in a minute. */
#define REQUEST_KEPT_LEAST 1000

struct db;

/* *answer in the arena when *found. */
struct request_done {
	bool found;
	struct str answer;
};
NODISCARD int request_store_find(struct db *db, uint64_t id, struct arena *arena,
				 struct request_done *out, struct err *err);

/* Inside the transaction of what was done. Forgets what is older than REQUEST_KEPT, but
 * none of the newest. */
struct request_note {
	uint64_t id;
	struct instant at;
	struct str answer;
};
NODISCARD int request_store_add(struct db *db, const struct request_note *note, struct err *err);
