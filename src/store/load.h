/* The rows of a dump put into a database that has the dump's schema and nothing else. */
#pragma once

#include "store/dump_read.h"

struct db;
struct load;

/* In the caller's transaction. Forgets the marks of the database itself; all else must be
 * empty: that is the caller's to know. */
NODISCARD int load_new(struct load **out, struct db *db, struct err *err);
void load_free(struct load *l);

/* What a reader told. ERR_INPUT: the dump has what the database has not, or values that it
 * refuses. */
NODISCARD int load_take(struct load *l, const struct dump_reader *r, enum dump_fact fact,
			struct err *err);

/* After the dump's end: every table came, and has as many rows as the dump. */
NODISCARD int load_end(struct load *l, struct err *err);

/* How many rows there are beside the database's marks of itself. */
NODISCARD int load_rows(struct db *db, uint64_t *out, struct err *err);
