/* From the text of a cell to the field of an imported row: what CSV and JSON have in common. */
#pragma once

#include "base/zone.h"
#include "model/import_rows.h"

struct mapping;

/* A file to be read. Without a zone, times that have no offset are refused. */
struct import_source {
	struct str name; /* as the user wrote it, for messages */
	struct str text; /* all of it */
	const struct zone *zone;
	const struct mapping *mapping; /* of CSV with somebody else's columns; NULL: ours */
};

/* The field that a column of that name fills, without regard to case. */
bool import_column(enum inv_kind kind, struct str name, enum import_field *out);

/* The column that was probably meant, of this kind or else of any; NULL: none is near. */
const char *import_column_near(enum inv_kind kind, struct str name);

struct import_to {
	struct import *in;
	struct import_row *row;
	const struct zone *zone;
};

/* Fills `field` of the row and states it; an empty text states emptiness, but for `from`, which
 * it leaves unstated. ERR_INPUT with what would be right. */
NODISCARD int import_value(const struct import_to *to, enum import_field field, struct str text,
			   struct err *err);

/* Takes back the newest row. */
void import_row_drop(struct import *in);
