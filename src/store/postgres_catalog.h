/* What is asked of PostgreSQL's own tables: ours, their keys, and the sequences behind their ids.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"

struct db;

/* As driver.columns and driver.links want them. */
extern const char postgres_columns[], postgres_links[];

/* As driver.filled: a sequence that gives the ids of a column goes on behind the highest. The
 * names are plain. */
int postgres_filled(struct db *db, struct str table, struct str id, struct err *err);
