/* Tables for people: whole rows of one line each where a program reads, and on a terminal what its
 * window has room for, the rest told below each row. Hostile octets are escaped.
 */
#pragma once

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

#define TABLE_COLUMNS_MAX 16

struct table;

struct table_column {
	const char *title;
	bool right;    /* numbers */
	bool wraps;    /* words: may be broken over several lines */
	unsigned goes; /* below the row if the window is too small: higher ones first */
};

struct table *table_new(const struct table_column *column, size_t n);
void table_free(struct table *t);

/* A row of as many cells as there are columns; the cells are copied. Nothing to be told is "" or
 * "-". */
void table_row(struct table *t, const struct str *cell);

/* To standard output, after what was written there. Without rows nothing is. */
void table_print(struct table *t);
size_t table_rows(const struct table *t);

/* The same for a window of so many cells; 0: as wide as need be. */
void table_draw(struct table *t, size_t window, struct buf *out);
