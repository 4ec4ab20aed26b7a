/* Reading a CSV file: the header says which column fills which field. */
#include "conf/import_csv.h"

#include "base/die.h"
#include "conf/import_check.h"
#include "conf/import_mapped.h"
#include "proto/csv.h"

#include <stdlib.h>

struct reading {
	struct import *in;
	const struct import_source *source;
	uint32_t file;
	enum inv_kind kind;
	enum import_field field[CSV_CELLS_MAX]; /* FIELD_COUNT: not known */
	size_t columns;
};

static struct import_at at_cell(const struct reading *r, const struct csv_cell *cell)
{
	return (struct import_at){ r->source->name, cell->line, cell->col };
}

static bool has(const struct csv_row *header, const char *name)
{
	for (size_t i = 0; i < header->n; i++)
		if (str_eq_nocase(str_trim(header->cell[i].text), str_of(name)))
			return true;
	return false;
}

/* The column by which a file of a kind is known: the first that is there decides. */
static const struct {
	const char *column;
	enum inv_kind kind;
} key[] = {
	{"address",   INV_TENANCY },
        { "holding",  INV_HOLDING },
        { "prefix",   INV_PREFIX  },
	{ "customer", INV_CUSTOMER},
        { "machine",  INV_MACHINE },
};

static bool find_kind(struct reading *r, const struct csv_row *header)
{
	const char *near = NULL;
	size_t which = 0;

	for (size_t i = 0; i < LEN(key); i++) {
		if (has(header, key[i].column)) {
			r->kind = key[i].kind;
			return true;
		}
	}
	for (size_t i = 0; i < header->n && !near; i++) {
		near = import_column_near(INV_TENANCY, str_trim(header->cell[i].text));
		which = i;
	}
	import_wrong(&r->in->errors, r->in->arena, at_cell(r, &header->cell[near ? which : 0]),
		     "no column tells what the file holds: \"address\" for tenancies, \"holding\" "
		     "for holdings, \"prefix\" for prefixes, \"customer\" for customers or "
		     "\"machine\" for machines%s%s%s",
		     near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
	return false;
}

/* A column of another kind: the file may be meant as one of that. */
static bool of_another_kind(struct reading *r, const struct csv_cell *cell, struct str name)
{
	enum import_field field;

	for (size_t i = 0; i < LEN(key); i++) {
		if (!import_column(key[i].kind, name, &field))
			continue;
		import_wrong(&r->in->errors, r->in->arena, at_cell(r, cell),
			     "%s have no column \"%.*s\", but %s have, whose file wants a column "
			     "\"%s\"",
			     inv_kind_names(r->kind), STR_ARG(name), inv_kind_names(key[i].kind),
			     key[i].column);
		return true;
	}
	return false;
}

static void unknown_column(struct reading *r, const struct csv_cell *cell)
{
	struct str name = str_trim(cell->text);
	const char *near = import_column_near(r->kind, name);

	if (of_another_kind(r, cell, name))
		return;
	import_wrong(&r->in->errors, r->in->arena, at_cell(r, cell),
		     "%s have no column \"%.*s\"%s%s%s", inv_kind_names(r->kind),
		     (int)(name.n > 60 ? 60 : name.n), name.p ? name.p : "",
		     near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

static bool read_header(struct reading *r, const struct csv_row *header)
{
	size_t before = r->in->errors.n + r->in->errors.more;
	uint32_t seen = 0;

	r->columns = header->n;
	if (!find_kind(r, header))
		return false;
	for (size_t i = 0; i < header->n; i++) {
		struct str name = str_trim(header->cell[i].text);

		r->field[i] = FIELD_COUNT;
		if (!import_column(r->kind, name, &r->field[i])) {
			unknown_column(r, &header->cell[i]);
			continue;
		}
		if (seen >> r->field[i] & 1)
			import_wrong(&r->in->errors, r->in->arena, at_cell(r, &header->cell[i]),
				     "column \"%.*s\" stands there twice", STR_ARG(name));
		seen |= 1u << r->field[i];
	}
	r->in->kinds |= 1u << r->kind;
	return r->in->errors.n + r->in->errors.more == before;
}

static bool count_fits(struct reading *r, const struct csv_row *cells)
{
	const struct csv_cell *at = &cells->cell[cells->n > r->columns ? r->columns : 0];

	if (cells->n == r->columns)
		return true;
	import_wrong(&r->in->errors, r->in->arena, at_cell(r, at),
		     "%zu cells where the header has %zu", cells->n, r->columns);
	return false;
}

static void read_row(struct reading *r, const struct csv_row *cells)
{
	struct import_row *row;
	struct import_to to;
	bool good = true;

	if (!count_fits(r, cells))
		return;
	row = import_row(r->in, r->kind, r->file, cells->cell[0].line);
	if (!row)
		return;
	import_row_begin(row);
	to = (struct import_to){ r->in, row, r->source->zone };
	for (size_t i = 0; i < cells->n; i++) {
		const struct csv_cell *cell = &cells->cell[i];
		struct err err;

		row->col[r->field[i]] = (uint16_t)(cell->col > UINT16_MAX ? UINT16_MAX : cell->col);
		if (import_value(&to, r->field[i], cell->text, &err) < 0) {
			import_wrong(&r->in->errors, r->in->arena, at_cell(r, cell), "%s",
				     err.text);
			good = false;
		}
	}
	if (!good || !import_row_check(r->in, row))
		import_row_drop(r->in);
}

static void read_rows(struct reading *r, struct csv *csv, struct csv_row *cells)
{
	enum csv_fact fact;
	struct err err;

	while ((fact = csv_next(csv, cells, &err)) != CSV_END) {
		if (fact == CSV_WRONG)
			import_wrong(&r->in->errors, r->in->arena, at_cell(r, &cells->cell[0]),
				     "%s", err.text);
		else
			read_row(r, cells);
	}
}

static int read_own(struct import *in, const struct import_source *source)
{
	size_t before = in->errors.n + in->errors.more;
	struct csv_row *cells = mem_new(1, sizeof(*cells));
	struct reading *r = mem_new(1, sizeof(*r));
	struct csv csv;
	struct err err;
	enum csv_fact fact;

	*r = (struct reading){ .in = in, .source = source };
	r->file = import_file(in, source->name);
	csv_init(&csv, source->text);
	fact = csv_next(&csv, cells, &err);
	if (fact == CSV_ROW && read_header(r, cells))
		read_rows(r, &csv, cells);
	else if (fact == CSV_WRONG)
		import_wrong(&in->errors, in->arena, at_cell(r, &cells->cell[0]), "%s", err.text);
	else if (fact == CSV_END)
		import_wrong(&in->errors, in->arena, (struct import_at){ source->name, 1, 1 },
			     "nothing in it: a header is the least");
	csv_done(&csv);
	free(r);
	free(cells);
	return in->errors.n + in->errors.more == before ? 0 : -1;
}

int import_csv(struct import *in, const struct import_source *source)
{
	if (source->mapping)
		return import_mapped(in, source);
	return read_own(in, source);
}
