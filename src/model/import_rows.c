/* The heap of imported rows, and their names and places for messages. */
#include "model/import_rows.h"

#include "base/die.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void import_init(struct import *in, struct arena *arena)
{
	memset(in, 0, sizeof(*in));
	in->arena = arena;
}

void import_done(struct import *in)
{
	free(in->row);
	in->row = NULL;
	in->rows = 0;
	in->room = 0;
}

uint32_t import_file(struct import *in, struct str name)
{
	if (in->files == IMPORT_FILES_MAX)
		return IMPORT_FILES_MAX - 1;
	in->file[in->files] = arena_str(in->arena, name);
	return (uint32_t)in->files++;
}

struct import_row *import_row(struct import *in, enum inv_kind kind, uint32_t file, uint32_t line)
{
	struct import_row *row;

	if (in->rows == IMPORT_ROWS_MAX) {
		import_wrong(&in->errors, in->arena, (struct import_at){ in->file[file], line, 0 },
			     "more than %d rows in one import", IMPORT_ROWS_MAX);
		return NULL;
	}
	if (in->rows == in->room) {
		in->room = in->room ? in->room + in->room / 2 : 64;
		in->row = mem_grow(in->row, in->room, sizeof(*in->row));
	}
	row = &in->row[in->rows++];
	memset(row, 0, sizeof(*row));
	row->kind = kind;
	row->file = file;
	row->line = line;
	in->kinds |= 1u << kind;
	return row;
}

bool import_stated(const struct import_row *row, enum import_field field)
{
	return row->stated >> field & 1;
}

struct import_at import_at(const struct import *in, const struct import_row *row,
			   enum import_field field)
{
	return (struct import_at){ in->file[row->file], row->line,
				   field < FIELD_COUNT ? row->col[field] : 0 };
}

void import_wrong(struct import_errors *errors, struct arena *arena, struct import_at at,
		  const char *fmt, ...)
{
	struct err why;
	va_list args;

	if (errors->n == IMPORT_ERRORS_MAX) {
		errors->more++;
		return;
	}
	if (!errors->error)
		errors->error = arena_new(arena, IMPORT_ERRORS_MAX, sizeof(*errors->error));
	va_start(args, fmt);
	(void)vsnprintf(why.text, sizeof(why.text), fmt, args);
	va_end(args);
	at.file = arena_str(arena, at.file);
	errors->error[errors->n++] =
		(struct import_error){ at, arena_str(arena, str_of(why.text)) };
}

static const struct {
	uint32_t fields;
	const char *range;
} known[INV_KINDS] = {
	[INV_MACHINE] = {1u << FIELD_MACHINE | 1u << FIELD_HOSTNAME | 1u << FIELD_SITE |
				  1u << FIELD_NOTE,
                         NULL     },
	[INV_CUSTOMER] = { 1u << FIELD_CUSTOMER | 1u << FIELD_NAME | 1u << FIELD_PARENT |
				   1u << FIELD_CONTACTS | 1u << FIELD_LANGUAGE | 1u << FIELD_NOTE,
                         NULL     },
	[INV_PREFIX] = { 1u << FIELD_RANGE | 1u << FIELD_USE | 1u << FIELD_FLOATING |
				 1u << FIELD_MAIL | 1u << FIELD_MACHINE | 1u << FIELD_NOTE,
			 "prefix" },
	[INV_TENANCY] = { 1u << FIELD_RANGE | 1u << FIELD_CUSTOMER | 1u << FIELD_MACHINE |
				  1u << FIELD_FROM | 1u << FIELD_UNTIL | 1u << FIELD_USE |
				  1u << FIELD_PORTS | 1u << FIELD_FLOATING,
                         "address"},
	[INV_HOLDING] = { 1u << FIELD_KIND | 1u << FIELD_NAME | 1u << FIELD_CUSTOMER |
				  1u << FIELD_MACHINE | 1u << FIELD_FROM | 1u << FIELD_UNTIL,
                         NULL     },
};

const char *import_field_name(enum inv_kind kind, enum import_field field)
{
	static const char *const name[] = { "machine",  "hostname", "site",   "note",
					    "customer", "name",     "parent", "contacts",
					    "language", "range",    "use",    "floating",
					    "mail",     "ports",    "from",   "until",
					    "holding" };

	if (kind >= INV_KINDS || field >= FIELD_COUNT || !(known[kind].fields >> field & 1))
		return NULL;
	return field == FIELD_RANGE ? known[kind].range : name[field];
}

void import_error_fmt(struct buf *out, const struct import_error *error)
{
	buf_add(out, error->at.file);
	if (error->at.line) {
		buf_fmt(out, ":%u", error->at.line);
		if (error->at.col)
			buf_fmt(out, ":%u", error->at.col);
	}
	buf_fmt(out, ": %.*s", STR_ARG(error->text));
}
