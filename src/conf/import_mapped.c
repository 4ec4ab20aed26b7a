/* Each line of the file gives a row for every section of the mapping whose rules it meets. */
#include "conf/import_mapped.h"

#include "base/die.h"
#include "conf/import_check.h"
#include "proto/csv.h"

#include <stdlib.h>

enum { VALUE_MAX = CSV_CELL_MAX * 2, NO_COLUMN = -1 };

struct reading {
	struct import *in;
	const struct import_source *source;
	const struct mapping *mapping;
	uint32_t file;
	struct str *column; /* the header */
	size_t columns;
	struct buf value;
};

/* The first of "A|B" that the file has. */
static int column_of(const struct reading *r, struct str names)
{
	struct str name;

	while (str_cut(&names, '|', &name))
		for (size_t i = 0; i < r->columns; i++)
			if (str_eq_nocase(r->column[i], str_trim(name)))
				return (int)i;
	return NO_COLUMN;
}

static int piece_column(const struct reading *r, const struct mapping_piece *piece)
{
	for (size_t i = 0; i < piece->columns; i++) {
		int at = column_of(r, piece->column[i]);

		if (at != NO_COLUMN)
			return at;
	}
	return NO_COLUMN;
}

/* The cell without blanks around it; empty where the mapping says that its text is. */
static struct str cell_of(const struct reading *r, const struct csv_row *cells, int column)
{
	struct str text;

	if (column == NO_COLUMN)
		return STR("");
	text = str_trim(cells->cell[column].text);
	for (size_t i = 0; i < r->mapping->empties; i++)
		if (str_eq_nocase(text, r->mapping->empty[i]))
			return STR("");
	return text;
}

static bool missing(struct reading *r, struct str column)
{
	import_wrong(&r->in->errors, r->in->arena, (struct import_at){ r->source->name, 1, 1 },
		     "mapping \"%.*s\" wants a column \"%.*s\"", STR_ARG(r->mapping->name),
		     STR_ARG(column));
	return false;
}

static bool check_piece(struct reading *r, const struct mapping_piece *piece)
{
	if (!piece->columns || piece->each || piece->optional ||
	    piece_column(r, piece) != NO_COLUMN)
		return true;
	return missing(r, piece->column[0]);
}

/* Without its column `only` would leave out everything, in silence. */
static bool check_rules(struct reading *r, const struct mapping_row *row)
{
	bool good = true;

	for (size_t i = 0; i < row->rules; i++)
		if (row->rule[i].sort == 'o' && column_of(r, row->rule[i].column) == NO_COLUMN)
			good = missing(r, row->rule[i].column);
	if (row->each.n && column_of(r, row->each) == NO_COLUMN)
		good = missing(r, row->each);
	return good;
}

/* Every column that may not be missing is there. */
static bool check_header(struct reading *r)
{
	bool good = true;

	for (size_t i = 0; i < r->mapping->rows; i++) {
		const struct mapping_row *row = &r->mapping->row[i];

		r->in->kinds |= 1u << row->kind;
		good = check_rules(r, row) && good;
		for (size_t v = 0; v < row->values; v++)
			for (size_t p = 0; p < row->value[v].n; p++)
				good = check_piece(r, &row->value[v].piece[p]) && good;
	}
	return good;
}

static bool meets(const struct reading *r, const struct mapping_rule *rule,
		  const struct csv_row *cells)
{
	struct str text = cell_of(r, cells, column_of(r, rule->column));

	if (rule->sort == 'n')
		return text.n > 0;
	for (size_t i = 0; i < rule->n; i++)
		if (str_eq_nocase(text, rule->word[i]))
			return rule->sort == 'o';
	return rule->sort == 's';
}

static struct str filtered(struct str text, enum mapping_filter filter)
{
	if (filter == MAPPING_HOST)
		return str_sub(text, 0, str_find(text, '/'));
	if (filter == MAPPING_DATE && str_starts(text, STR("0000-00-00")))
		return STR("");
	return text;
}

static struct str changed(const struct mapping_row *row, enum import_field field, struct str text)
{
	struct str other = text;

	for (size_t i = 0; i < row->changes; i++) {
		if (row->change[i].field != field)
			continue;
		if (str_eq_nocase(row->change[i].from, text))
			return row->change[i].to;
		if (str_eq(row->change[i].from, STR("*")))
			other = row->change[i].to;
	}
	return other;
}

/* One value put together; *column is where its first cell stands. */
static struct str value_of(struct reading *r, const struct mapping_row *row,
			   const struct mapping_value *v, const struct csv_row *cells,
			   struct str each)
{
	buf_clear(&r->value);
	for (size_t i = 0; i < v->n; i++) {
		const struct mapping_piece *p = &v->piece[i];
		struct str text = p->text;

		if (p->each)
			text = filtered(each, p->filter);
		else if (p->columns)
			text = filtered(cell_of(r, cells, piece_column(r, p)), p->filter);
		buf_add(&r->value, text);
	}
	return changed(row, v->field, str_trim(buf_str(&r->value)));
}

static const struct csv_cell *place_of(const struct reading *r, const struct mapping_row *row,
				       const struct mapping_value *v, const struct csv_row *cells)
{
	for (size_t i = 0; i < v->n; i++) {
		int at = v->piece[i].each ? column_of(r, row->each) : piece_column(r, &v->piece[i]);

		if (at != NO_COLUMN)
			return &cells->cell[at];
	}
	return &cells->cell[0];
}

static void put_row(struct reading *r, const struct mapping_row *map, const struct csv_row *cells,
		    struct str each)
{
	struct import_row *row = import_row(r->in, map->kind, r->file, cells->cell[0].line);
	struct import_to to = { r->in, row, r->source->zone };
	bool good = true;

	if (!row)
		return;
	import_row_begin(row);
	for (size_t i = 0; i < map->values; i++) {
		const struct mapping_value *v = &map->value[i];
		const struct csv_cell *at = place_of(r, map, v, cells);
		struct err err;

		row->col[v->field] = (uint16_t)(at->col > UINT16_MAX ? UINT16_MAX : at->col);
		if (import_value(&to, v->field, value_of(r, map, v, cells, each), &err) < 0) {
			import_wrong(&r->in->errors, r->in->arena,
				     (struct import_at){ r->source->name, at->line, at->col }, "%s",
				     err.text);
			good = false;
		}
	}
	if (!good || !import_row_check(r->in, row))
		import_row_drop(r->in);
}

static bool separates(char c)
{
	return str_find(STR(" \t\r\n,;"), c) < 6;
}

/* A row for every word of the cell. */
static void put_each(struct reading *r, const struct mapping_row *map, const struct csv_row *cells)
{
	struct str list = cell_of(r, cells, column_of(r, map->each));
	size_t at = 0;

	while (at < list.n) {
		size_t from = at;

		while (at < list.n && !separates(list.p[at]))
			at++;
		if (at > from)
			put_row(r, map, cells, str_sub(list, from, at - from));
		at++;
	}
}

static void put_line(struct reading *r, const struct csv_row *cells)
{
	if (cells->n != r->columns) {
		const struct csv_cell *at = &cells->cell[cells->n > r->columns ? r->columns : 0];

		import_wrong(&r->in->errors, r->in->arena,
			     (struct import_at){ r->source->name, at->line, at->col },
			     "%zu cells where the header has %zu", cells->n, r->columns);
		return;
	}
	for (size_t i = 0; i < r->mapping->rows; i++) {
		const struct mapping_row *map = &r->mapping->row[i];
		bool met = true;

		for (size_t k = 0; k < map->rules; k++)
			met = met && meets(r, &map->rule[k], cells);
		if (met && map->each.n)
			put_each(r, map, cells);
		else if (met)
			put_row(r, map, cells, STR(""));
	}
}

static void keep_header(struct reading *r, const struct csv_row *cells)
{
	r->column = arena_new(r->in->arena, cells->n, sizeof(*r->column));
	for (; r->columns < cells->n; r->columns++)
		r->column[r->columns] =
			arena_str(r->in->arena, str_trim(cells->cell[r->columns].text));
}

int import_mapped(struct import *in, const struct import_source *source)
{
	size_t before = in->errors.n + in->errors.more;
	struct csv_row *cells = mem_new(1, sizeof(*cells));
	struct reading r = { .in = in, .source = source, .mapping = source->mapping };
	enum csv_fact fact;
	struct csv csv;
	struct err err;

	buf_init(&r.value, VALUE_MAX);
	r.file = import_file(in, source->name);
	csv_init(&csv, source->text);
	if (csv_next(&csv, cells, &err) == CSV_ROW)
		keep_header(&r, cells);
	if (check_header(&r)) {
		while ((fact = csv_next(&csv, cells, &err)) != CSV_END) {
			if (fact == CSV_ROW)
				put_line(&r, cells);
			else
				import_wrong(&in->errors, in->arena,
					     (struct import_at){ source->name, cells->cell[0].line,
								 cells->cell[0].col },
					     "%s", err.text);
		}
	}
	csv_done(&csv);
	buf_done(&r.value);
	free(cells);
	return in->errors.n + in->errors.more == before ? 0 : -1;
}
