/* Rows of listings: values of statements becoming structs, and back. */
#pragma once

#include "base/arena.h"
#include "model/listing.h"
#include "store/query.h"

/* The columns of sql.c's LISTING, as views that live until the next row. */
void listing_row_get(struct db_query *q, struct listing *out);

/* Its strings become the arena's. */
void listing_row_own(struct listing *l, struct arena *arena);

/* Everything that changes in the life of a listing, in the order of SQL_LISTING_SET; `codes` has
 * room for their octets until the statement has been run. */
#define LISTING_CODES_RAW (4 * HEARD_CODES_MAX)
void listing_row_put(struct db_query *q, const struct listing *l, uint8_t codes[LISTING_CODES_RAW]);

/* Listings gathered, in the arena. */
struct listing_rows {
	struct arena *arena;
	struct listing *row;
	size_t n, room;
};

/* Keeps a copy, its strings too. */
void listing_rows_keep(struct listing_rows *rows, const struct listing *l);

/* All rows of the statement. */
NODISCARD int listing_rows_take(struct listing_rows *rows, struct db_query *q, struct err *err);

/* In the order of ids, each once. */
void listing_rows_tidy(struct listing_rows *rows);
