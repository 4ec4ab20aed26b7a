/* Names of machines and customers and the store's ids for them, remembered for one call. */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "store/db.h"

#include <stdint.h>

enum names_kind { NAMES_MACHINE, NAMES_CUSTOMER, NAMES_KINDS };

struct name {
	int64_t id;
	struct str text;
};

/* Found by text and by id: open addressing into one list. */
struct names_table {
	struct name *name;
	uint32_t *by_text, *by_id; /* 1 + index into name; 0: free */
	size_t n, room;            /* room: a power of two, or 0 */
	int64_t read;              /* all up to this id were */
};

struct names {
	struct db *db;
	struct arena *arena; /* the texts */
	struct names_table table[NAMES_KINDS];
	struct err err; /* the first failure; then everything is empty */
};

void names_init(struct names *names, struct db *db, struct arena *arena);
void names_done(struct names *names);

/* The name of an id that a row of the database has; 0 is the empty name. */
struct str names_text(struct names *names, enum names_kind kind, int64_t id);

/* The id of a name, 0 if there is none such, or for the empty name. */
int64_t names_id(struct names *names, enum names_kind kind, struct str text);

/* The same; makes it if there is none such. */
int64_t names_make(struct names *names, enum names_kind kind, struct str text);

/* For who will need many of them. Reads all that there are, also those that names_want() asked
 * for since: these are made without waiting for each. */
void names_read(struct names *names, enum names_kind kind);
void names_want(struct names *names, enum names_kind kind, struct str text);

/* 0, or the first failure. */
NODISCARD int names_end(struct names *names, struct err *err);
