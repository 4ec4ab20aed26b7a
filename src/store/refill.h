/* Making room for a backup, and a database with the backup's schema for its rows. */
#pragma once

#include "base/buf.h"
#include "store/store.h"

/* For writing: with the first `schema` steps and no rows. A file is made, and must not be there;
 * a PostgreSQL has no tables, or just these and nothing in them. ERR_INPUT: it has others. */
NODISCARD int refill_open(struct db **out, const struct store_place *place, int64_t schema,
			  struct instant now, struct err *err);

/* How many rows lie there, whatever its schema. ERR_GONE: no database, or none of ours. */
NODISCARD int refill_look(const struct store_place *place, uint64_t *rows, struct err *err);

/* Moves the file away, under a name that tells the time (`to`, the whole path), or, when `to` is
 * NULL, for good. The caller knows that nobody has it open. */
NODISCARD int refill_away(struct str dir, struct instant now, struct buf *to, struct err *err);
