/* Tables on a terminal; hostile octets are escaped, long cells are cut to the window. */
#pragma once

#include "base/arena.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

#define TABLE_COLUMNS_MAX 16

struct table;

struct table_column {
	const char *title;
	bool right; /* numbers */
	bool cut;   /* may be cut when the window is too small */
};

struct table *table_new(const struct table_column *column, size_t n);
void table_free(struct table *t);

/* A row of as many cells as there are columns; the cells are copied. */
void table_row(struct table *t, const struct str *cell);

/* To standard output, after what was written there. */
void table_print(struct table *t);
size_t table_rows(const struct table *t);
