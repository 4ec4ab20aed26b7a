/* Where a suite's databases are: one engine at a time, made afresh for each test. */
#pragma once

#include "store/db.h"

#include <stdbool.h>

struct place {
	const char *name;           /* of the engine */
	void (*fresh)(void);        /* an empty database */
	void (*emptied)(void);      /* the same, but it may have the schema already */
	struct db *(*writer)(void); /* a connection, without a schema at first */
	struct db *(*reader)(void);
	void (*away)(void);
};

extern const struct place place_sqlite;

/* A folder for one test's files, and its removal with what is in it. */
const char *place_folder(void);
void place_remove(void);
