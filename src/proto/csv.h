/* Comma-separated values (RFC 4180) with the place of every cell.
 *
 * Rows end with LF or CRLF; empty lines are passed over; a byte order mark is too. Where the
 * first line has no comma but semicolons or tabs, those separate. A row that is wrong is
 * reported and reading goes on behind it.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"

#include <stdint.h>

#define CSV_CELLS_MAX 256
#define CSV_CELL_MAX 65536 /* octets of one cell */

struct csv_cell {
	struct str text; /* unquoted; until the next row is asked for */
	uint32_t line;
	uint32_t col; /* in characters, from 1: where the cell begins, with its quote */
};

struct csv_row {
	struct csv_cell cell[CSV_CELLS_MAX];
	size_t n;
};

enum csv_fact { CSV_ROW, CSV_END, CSV_WRONG };

struct csv {
	struct str text;
	size_t at;
	uint32_t line;
	uint32_t col;
	char separator;
	struct arena mem; /* cells that had doubled quotes */
};

/* A view of `text`, which outlives it. */
void csv_init(struct csv *csv, struct str text);
void csv_done(struct csv *csv);

/* CSV_WRONG: `err` says why, row->cell[0] where. */
enum csv_fact csv_next(struct csv *csv, struct csv_row *row, struct err *err);
