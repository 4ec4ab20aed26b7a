/* All rows of all tables as a dump, slice by slice, out of one state of the database. */
#pragma once

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

#define DUMP_SLICE (256u << 10) /* octets of a slice, and at most one row more */
#define DUMP_SLICE_MAX (65u << 20)

struct db;
struct dump;

/* The connection is the dump's alone until it is freed: one state of it is held still. */
NODISCARD int dump_new(struct dump **out, struct db *db, struct err *err);
void dump_free(struct dump *d);

/* The next slice, into an empty buffer whose ceiling is DUMP_SLICE_MAX. *over: that was the
 * last one. ERR_INPUT: a row is larger than any that could be read back. */
NODISCARD int dump_more(struct dump *d, struct buf *out, bool *over, struct err *err);
