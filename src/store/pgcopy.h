/* Many rows by COPY, in PostgreSQL's binary form; only the driver sees this.
 *
 * While one is open the connection takes nothing else. What the server finds wrong is told at
 * its end.
 */
#pragma once

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

#define PGCOPY_TEXT_MAX 16384
#define PGCOPY_ROWS_MAX 20000 /* of one: the server keeps a note of each until its end */

struct pglink;

/* All zeros: none is open. */
struct pgcopy {
	const void *of; /* whose rows; NULL: none is open */
	size_t rows;
	struct buf held; /* not sent yet */
};

/* "INSERT INTO t (a, b) VALUES ($1, $2)" as the COPY that does the same; false if it is not of
 * that plain form. */
bool pgcopy_text(struct str insert, struct buf *out);

/* One row: values in binary form, NULL for none. */
struct pgcopy_row {
	const char *const *p;
	const int *n;
	size_t values;
};
void pgcopy_put(struct buf *out, const struct pgcopy_row *row);

/* ERR_LATER where the connection is lost; else what the server says. */
NODISCARD int pgcopy_begin(struct pgcopy *c, struct pglink *l, const char *text, struct err *err);
NODISCARD int pgcopy_add(struct pgcopy *c, struct pglink *l, const struct pgcopy_row *row,
			 struct err *err);
NODISCARD int pgcopy_end(struct pgcopy *c, struct pglink *l, struct err *err);

/* The transaction is about to be undone: what is on its way need not be stored. */
void pgcopy_undo(struct pgcopy *c, struct pglink *l);

void pgcopy_release(struct pgcopy *c);
