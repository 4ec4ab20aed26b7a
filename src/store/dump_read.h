/* A dump, read piece by piece as it comes: what stands in it, checked for what can be checked
 * without a database. See store/dump_format. */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "store/catalog.h"

#include <stdbool.h>
#include <stdint.h>

#define DUMP_SCHEMA_MAX 100000

enum dump_fact {
	DUMP_IS_MORE, /* all of *in is used up */
	DUMP_IS_HEAD, /* schema, engine */
	DUMP_IS_TABLE,
	DUMP_IS_ROW,
	DUMP_IS_ROWS, /* the table's end; `rows` is right */
	DUMP_IS_END,  /* nothing may follow */
};

/* What was read last; views live until the next call. */
struct dump_reader {
	int64_t schema;
	char engine[CATALOG_NAME_MAX + 1];
	char table[CATALOG_NAME_MAX + 1];
	struct str column[CATALOG_COLUMNS_MAX];
	size_t columns;
	struct db_value value[CATALOG_COLUMNS_MAX];
	uint64_t rows;             /* of this table so far */
	uint64_t tables, all_rows; /* so far */

	struct buf held; /* the beginning of a record */
	bool eat;        /* what is held was told */
	bool begun, headed, open, ended;
	char names[CATALOG_COLUMNS_MAX][CATALOG_NAME_MAX + 1];
};

void dump_reader_init(struct dump_reader *r);
void dump_reader_done(struct dump_reader *r);

/* Takes off *in what it used and tells the next fact. ERR_INPUT: no dump, or a damaged one, or
 * one of a later format. */
NODISCARD int dump_reader_feed(struct dump_reader *r, struct str *in, enum dump_fact *fact,
			       struct err *err);

/* After the last octet: ERR_INPUT if it was cut off. */
NODISCARD int dump_reader_end(const struct dump_reader *r, struct err *err);
