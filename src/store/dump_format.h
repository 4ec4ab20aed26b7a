/* The whole of a database as a stream of octets that belongs to no engine.
 *
 * DUMP_MAGIC, then records: u8 kind, u32 length, the body; little endian. A head, then for each
 * table its name and columns, its rows, and how many they were; at last how many tables and
 * rows there are in all: what has no end was cut off. A value is a kind octet and what follows:
 * 0 nothing; 1 text and 2 raw octets with u32 length; 16 + n a number in n octets, 0 to 8, the
 * fewest that keep it with its sign.
 */
#pragma once

#include "base/buf.h"
#include "base/wire.h"
#include "store/catalog.h"

#define DUMP_MAGIC "netizen dump 1\n"
#define DUMP_RECORD_MAX (64u << 20) /* octets of one row */
#define DUMP_RECORD_HEAD 5

enum dump_record {
	DUMP_HEAD = 'H',  /* u32 schema, str engine */
	DUMP_TABLE = 'T', /* str name, u16 columns, str column ... */
	DUMP_ROW = 'R',   /* values */
	DUMP_ROWS = 'N',  /* u64 rows of this table */
	DUMP_END = 'Z',   /* u64 tables, u64 rows */
};

void dump_put_value(struct buf *out, const struct db_value *v);

/* Text and octets are views. False: it is none, or longer than needed. */
bool dump_get_value(struct wire_in *in, struct db_value *v);

/* A record's head, to be finished when the body stands behind it. `at` is where out ended. */
void dump_begin(struct buf *out, enum dump_record kind);
void dump_finish(struct buf *out, size_t at);
