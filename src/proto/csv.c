/* The CSV reader: one cell after the other, keeping count of line and column. */
#include "proto/csv.h"

#include <string.h>

static int peek(const struct csv *csv)
{
	return csv->at < csv->text.n ? (unsigned char)csv->text.p[csv->at] : -1;
}

static void step(struct csv *csv)
{
	char c = csv->text.p[csv->at++];

	if (c == '\n') {
		csv->line++;
		csv->col = 1;
	} else if ((c & 0xc0) != 0x80) { /* characters, not octets */
		csv->col++;
	}
}

static bool at_line_end(const struct csv *csv)
{
	int c = peek(csv);

	return c < 0 || c == '\n' ||
	       (c == '\r' && (csv->at + 1 == csv->text.n || csv->text.p[csv->at + 1] == '\n'));
}

static void skip_line_end(struct csv *csv)
{
	if (peek(csv) == '\r')
		step(csv);
	if (peek(csv) == '\n')
		step(csv);
}

static char separator_of(struct str text)
{
	struct str line = str_sub(text, 0, str_find(text, '\n'));

	if (str_find(line, ',') < line.n)
		return ',';
	if (str_find(line, ';') < line.n)
		return ';';
	return str_find(line, '\t') < line.n ? '\t' : ',';
}

void csv_init(struct csv *csv, struct str text)
{
	*csv = (struct csv){ .text = text, .line = 1, .col = 1 };
	if (str_starts(text, STR("\xef\xbb\xbf")))
		csv->at = 3;
	csv->separator = separator_of(text);
}

void csv_done(struct csv *csv)
{
	arena_done(&csv->mem);
}

static struct str without_doubles(struct csv *csv, struct str raw)
{
	char *p = arena_new(&csv->mem, raw.n, 1);
	size_t n = 0;

	for (size_t i = 0; i < raw.n; i++) {
		p[n++] = raw.p[i];
		if (raw.p[i] == '"')
			i++;
	}
	return (struct str){ p, n };
}

static int quoted_cell(struct csv *csv, struct csv_cell *cell, struct err *err)
{
	bool doubled = false;
	size_t from;

	step(csv);
	from = csv->at;
	for (;;) {
		if (peek(csv) < 0)
			return err_set(err, ERR_INPUT, "a quote is opened and never closed");
		if (peek(csv) == '"') {
			if (csv->at + 1 == csv->text.n || csv->text.p[csv->at + 1] != '"')
				break;
			doubled = true;
			step(csv);
		}
		step(csv);
	}
	cell->text = str_sub(csv->text, from, csv->at - from);
	step(csv);
	if (!at_line_end(csv) && peek(csv) != csv->separator)
		return err_set(err, ERR_INPUT, "text after a closing quote");
	if (doubled && cell->text.n <= CSV_CELL_MAX)
		cell->text = without_doubles(csv, cell->text);
	return 0;
}

static int plain_cell(struct csv *csv, struct csv_cell *cell, struct err *err)
{
	size_t from = csv->at;

	while (!at_line_end(csv) && peek(csv) != csv->separator) {
		if (peek(csv) == '"' || peek(csv) == '\r' || peek(csv) == 0) {
			cell->line = csv->line;
			cell->col = csv->col;
			return err_set(err, ERR_INPUT, "%s in a cell that is not quoted",
				       peek(csv) == '"'    ? "a quote"
				       : peek(csv) == '\r' ? "a carriage return"
							   : "a NUL octet");
		}
		step(csv);
	}
	cell->text = str_sub(csv->text, from, csv->at - from);
	return 0;
}

static int next_cell(struct csv *csv, struct csv_cell *cell, struct err *err)
{
	*cell = (struct csv_cell){ .line = csv->line, .col = csv->col };
	if ((peek(csv) == '"' ? quoted_cell(csv, cell, err) : plain_cell(csv, cell, err)) < 0)
		return -1;
	if (cell->text.n > CSV_CELL_MAX)
		return err_set(err, ERR_INPUT, "a cell of %zu octets; at most %d are read",
			       cell->text.n, CSV_CELL_MAX);
	if (memchr(cell->text.n ? cell->text.p : "", 0, cell->text.n))
		return err_set(err, ERR_INPUT, "a NUL octet in a cell");
	return 0;
}

static enum csv_fact wrong(struct csv *csv, struct csv_row *row, struct csv_cell where)
{
	row->cell[0] = where;
	row->cell[0].text = (struct str){ NULL, 0 };
	row->n = 0;
	while (!at_line_end(csv))
		step(csv);
	skip_line_end(csv);
	return CSV_WRONG;
}

enum csv_fact csv_next(struct csv *csv, struct csv_row *row, struct err *err)
{
	arena_clear(&csv->mem);
	row->n = 0;
	while (peek(csv) >= 0 && at_line_end(csv))
		skip_line_end(csv);
	if (peek(csv) < 0)
		return CSV_END;
	for (;;) {
		struct csv_cell cell;

		if (row->n == CSV_CELLS_MAX) {
			(void)err_set(err, ERR_INPUT, "more than %d cells in a row", CSV_CELLS_MAX);
			return wrong(csv, row,
				     (struct csv_cell){ .line = csv->line, .col = csv->col });
		}
		if (next_cell(csv, &cell, err) < 0)
			return wrong(csv, row, cell);
		row->cell[row->n++] = cell;
		if (peek(csv) != csv->separator)
			break;
		step(csv);
	}
	skip_line_end(csv);
	return CSV_ROW;
}
