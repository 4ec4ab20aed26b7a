/* What an import brings: rows read from files, each knowing where it stood.
 *
 * Readers (conf) fill it, messages carry it, import_plan decides on it. A row states only
 * some fields; the others keep what is believed already.
 */
#pragma once

#include "base/arena.h"
#include "model/inventory.h"

#include <stdint.h>

#define IMPORT_FILES_MAX 256
#define IMPORT_ROWS_MAX 20000000
#define IMPORT_ERRORS_MAX 100 /* named; the rest is counted */

enum import_field {
	FIELD_MACHINE, /* a machine's own name, or on which machine */
	FIELD_HOSTNAME,
	FIELD_SITE,
	FIELD_NOTE,
	FIELD_CUSTOMER, /* a customer's own id, or whose */
	FIELD_NAME,     /* a customer's name, or what is held */
	FIELD_PARENT,
	FIELD_CONTACTS,
	FIELD_LANGUAGE,
	FIELD_RANGE, /* prefix or address */
	FIELD_USE,
	FIELD_FLOATING,
	FIELD_MAIL,
	FIELD_PORTS,
	FIELD_FROM,
	FIELD_UNTIL,
	FIELD_KIND, /* of a holding */
	FIELD_COUNT,
};

struct import_row {
	enum inv_kind kind;
	uint32_t file; /* index of import.file */
	uint32_t line;
	uint32_t stated;           /* bit 1 << FIELD_X: the file says something */
	uint16_t col[FIELD_COUNT]; /* where; 0: not in the file; stops at UINT16_MAX */
	union {
		struct machine machine;
		struct customer customer;
		struct prefix prefix;
		struct tenancy tenancy;
		struct holding holding;
	};
};

struct import_at {
	struct str file;
	uint32_t line, col; /* 0: not at one place */
};

struct import_error {
	struct import_at at;
	struct str text;
};

struct import_errors {
	struct import_error *error;
	size_t n;
	size_t more; /* found beyond IMPORT_ERRORS_MAX */
};

struct import {
	struct arena *arena; /* owns rows' strings and errors */
	struct str file[IMPORT_FILES_MAX];
	size_t files;
	struct import_row *row; /* grown on the heap; import_done() frees */
	size_t rows;
	size_t room;
	uint32_t kinds; /* bit 1 << INV_X: a file of that kind was read, be it empty */
	struct import_errors errors;
};

/* `arena` outlives the import. */
void import_init(struct import *in, struct arena *arena);
void import_done(struct import *in);

/* The index of a new file; files beyond the limit share the last one's. */
uint32_t import_file(struct import *in, struct str name);

/* A new row, zeroed; NULL (and an error noted) beyond IMPORT_ROWS_MAX. Until the next call. */
struct import_row *import_row(struct import *in, enum inv_kind kind, uint32_t file, uint32_t line);

bool import_stated(const struct import_row *row, enum import_field field);

/* Where the row, or one field of it, stands. */
struct import_at import_at(const struct import *in, const struct import_row *row,
			   enum import_field field);

/* Notes what is wrong and where; beyond IMPORT_ERRORS_MAX it only counts. */
PRINTF(4, 5)
void import_wrong(struct import_errors *errors, struct arena *arena, struct import_at at,
		  const char *fmt, ...);

/* The column in files: "address", "customer", ...; NULL if that kind has no such field. */
const char *import_field_name(enum inv_kind kind, enum import_field field);

/* "file:line:column: reason" of one error, appended. */
void import_error_fmt(struct buf *out, const struct import_error *error);
