/* How the columns of somebody else's CSV become our rows.
 *
 *	[mapping "name"]
 *	about = what it is for
 *	empty = -                           cells that say this are empty; repeatable
 *
 *	[row "tenancies"]                   each line of the file gives one row of each section
 *	address = {IP Address|address:host} columns by name, the first that there is
 *	customer = {Tenant}
 *	note = from {Site?}                 text around; "?": the column may be missing
 *	needs = Tenant|Owner                no row where the cell is empty or missing
 *	only = Status: Active, Reserved     no row where the cell says anything else
 *	skip = Status: Deprecated           no row where it says this
 *	each = assignedips                  a row per word of the cell, which is {each}
 *	change = use: VIP > shared          values to others, "*" for all that are not named
 *
 * Filters: ":host" drops the "/24" of an address, ":date" empties "0000-00-00".
 */
#pragma once

#include "base/arena.h"
#include "model/import_rows.h"

#define MAPPING_FILE_MAX (1 << 20)
#define MAPPING_ROWS_MAX 32
#define MAPPING_RULES_MAX 64  /* of one section, of one sort */
#define MAPPING_PIECES_MAX 32 /* of one value */
#define MAPPING_NAMES_MAX 16  /* in one pair of braces */

enum mapping_filter { MAPPING_AS_IS, MAPPING_HOST, MAPPING_DATE };

/* Text, or a column. */
struct mapping_piece {
	struct str text;
	struct str column[MAPPING_NAMES_MAX]; /* the first that the file has */
	size_t columns;                       /* 0: text */
	bool each;                            /* {each} */
	bool optional;
	enum mapping_filter filter;
};

struct mapping_value {
	enum import_field field;
	struct mapping_piece *piece;
	size_t n;
};

/* "only", "skip", "needs": a column, and what it is compared with. */
struct mapping_rule {
	char sort; /* 'o', 's', 'n' */
	struct str column;
	struct str *word;
	size_t n;
};

struct mapping_change {
	enum import_field field;
	struct str from, to; /* from "*": whatever is not named */
};

struct mapping_row {
	enum inv_kind kind;
	struct str each; /* column; empty: none */
	struct mapping_value *value;
	struct mapping_rule *rule;
	struct mapping_change *change;
	size_t values, rules, changes;
};

struct mapping {
	struct str name, about;
	struct str *empty;
	size_t empties;
	struct mapping_row *row;
	size_t rows;
};

/* From text; `file` is for messages: "FILE:LINE:COLUMN: sentence". */
NODISCARD int mapping_read(struct arena *arena, struct str text, struct str file,
			   struct mapping *out, struct err *err);

/* By path (with a "/" or ".conf"), or by the name of one that ships with us. */
NODISCARD int mapping_load(struct arena *arena, struct str name, struct mapping *out,
			   struct err *err);
