/* Tables drawn row by row. */
#include "cli/table.h"

#include "base/die.h"
#include "base/utf8.h"
#include "cli/cli.h"
#include "cli/table_fit.h"
#include "cli/wrap.h"
#include "sys/own.h"

#include <stdio.h>
#include <stdlib.h>

enum { BELOW_INDENT = 4, BELOW_HANG = 2, ROW_MAX = 1 << 18 };

struct table {
	struct table_column column[TABLE_COLUMNS_MAX];
	size_t columns, rows, room;
	struct str *cell; /* row after row */
	struct arena text;
};

struct table *table_new(const struct table_column *column, size_t n)
{
	struct table *t = mem_new(1, sizeof(*t));

	die_if(n > TABLE_COLUMNS_MAX);
	t->columns = n;
	for (size_t i = 0; i < n; i++)
		t->column[i] = column[i];
	return t;
}

void table_free(struct table *t)
{
	if (!t)
		return;
	arena_done(&t->text);
	free(t->cell);
	free(t);
}

void table_row(struct table *t, const struct str *cell)
{
	struct str *row;

	if (t->rows == t->room) {
		t->room = t->room ? 2 * t->room : 32;
		t->cell = mem_grow(t->cell, t->room, t->columns * sizeof(*t->cell));
	}
	row = t->cell + t->rows++ * t->columns;
	for (size_t i = 0; i < t->columns; i++)
		row[i] = cli_safe(&t->text, cell[i]);
}

size_t table_rows(const struct table *t)
{
	return t->rows;
}

static size_t longest_word(struct str text)
{
	size_t most = 0;
	struct str word;

	while (str_cut(&text, ' ', &word)) {
		size_t n = utf8_cells(word);

		most = n > most ? n : most;
	}
	return most;
}

static void measure_cell(struct table_fit *fit, struct str text)
{
	size_t n = utf8_cells(text);
	size_t word = longest_word(text);

	fit->natural = n > fit->natural ? n : fit->natural;
	fit->word = word > fit->word ? word : fit->word;
}

static void measure(const struct table *t, struct table_fit *fit)
{
	for (size_t i = 0; i < t->columns; i++) {
		fit[i] = (struct table_fit){ .wraps = t->column[i].wraps,
					     .goes = t->column[i].goes };
		measure_cell(&fit[i], str_of(t->column[i].title));
		for (size_t k = 0; k < t->rows; k++)
			measure_cell(&fit[i], t->cell[k * t->columns + i]);
	}
}

static void end_line(struct buf *line, struct buf *out)
{
	while (line->n && line->p[line->n - 1] == ' ')
		line->n--;
	buf_add(out, buf_str(line));
	buf_byte(out, '\n');
	buf_clear(line);
}

static void put_cell(struct buf *line, struct str text, size_t width, bool right)
{
	size_t cells = utf8_cells(text);
	int blanks = cells < width ? (int)(width - cells) : 0;

	if (right)
		buf_fmt(line, "%*s", blanks, "");
	buf_add(line, text);
	if (!right)
		buf_fmt(line, "%*s", blanks, "");
}

/* As many lines as its longest cell needs; what is printed of a cell is taken off it. */
static void put_row(const struct table *t, const struct table_fit *fit, struct str *rest,
		    struct buf *out)
{
	struct buf AUTO(buf_done) line;
	bool more = true;

	buf_init(&line, ROW_MAX);
	while (more) {
		more = false;
		for (size_t i = 0; i < t->columns; i++) {
			if (fit[i].below)
				continue;
			if (i > 0)
				buf_fmt(&line, "%*s", TABLE_GAP, "");
			put_cell(&line, wrap_take(&rest[i], fit[i].width), fit[i].width,
				 t->column[i].right);
			more = more || rest[i].n > 0;
		}
		end_line(&line, out);
	}
}

static void add_lower(struct buf *out, const char *title)
{
	for (; *title; title++)
		buf_byte(out, *title >= 'A' && *title <= 'Z' ? (char)(*title | 32) : *title);
}

/* "    reason: spam traps hit; until: goes on" */
static void put_below(const struct table *t, const struct table_fit *fit, const struct str *cell,
		      size_t window, struct buf *out)
{
	struct buf AUTO(buf_done) line;
	size_t n = 0;

	buf_init(&line, ROW_MAX);
	for (size_t i = 0; i < t->columns; i++) {
		if (!fit[i].below || cell[i].n == 0 || str_eq(cell[i], STR("-")))
			continue;
		buf_fmt(&line, "%s%*s", n ? "; " : "", n ? 0 : BELOW_INDENT, "");
		n++;
		add_lower(&line, t->column[i].title);
		buf_add(&line, STR(": "));
		buf_add(&line, cell[i]);
	}
	if (n == 0)
		return;
	wrap_put(out, buf_str(&line), window, BELOW_HANG);
	buf_byte(out, '\n');
}

void table_draw(struct table *t, size_t window, struct buf *out)
{
	struct table_fit fit[TABLE_COLUMNS_MAX];
	struct str rest[TABLE_COLUMNS_MAX];

	if (t->rows == 0)
		return;
	if (window > 0 && window < WRAP_NARROWEST)
		window = WRAP_NARROWEST;
	measure(t, fit);
	table_fit(fit, t->columns, window);
	for (size_t i = 0; i < t->columns; i++)
		rest[i] = str_of(t->column[i].title);
	put_row(t, fit, rest, out);
	for (size_t k = 0; k < t->rows; k++) {
		const struct str *cell = t->cell + k * t->columns;

		for (size_t i = 0; i < t->columns; i++)
			rest[i] = cell[i];
		put_row(t, fit, rest, out);
		put_below(t, fit, cell, window, out);
	}
}

void table_print(struct table *t)
{
	struct buf AUTO(buf_done) out;

	buf_init(&out, SIZE_MAX);
	table_draw(t, own_window(), &out);
	cli_out(buf_str(&out));
}
