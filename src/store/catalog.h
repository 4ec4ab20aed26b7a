/* Which tables a database has, asked of the engine, in an order in which they can be filled.
 *
 * A table stands behind all those that it refers to. What is called like a column here may be
 * put into a statement: it came from the engine, and is an ordinary name.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "store/query.h"

#define CATALOG_TABLES_MAX 200
#define CATALOG_COLUMNS_MAX DB_VALUES_MAX
#define CATALOG_NAME_MAX 63 /* octets */

struct catalog_column {
	struct str name;
	unsigned key; /* its place in the primary key, from 1; 0: not in it */
};

struct catalog_table {
	struct str name;
	struct catalog_column *column;
	size_t columns;
	size_t keys; /* columns of the primary key */
};

struct catalog {
	struct catalog_table *table;
	size_t tables;
};

/* All is in the arena. ERR_SYS: not as our schemas are: names of other letters than a-z, 0-9
 * and _, no primary key, circles. */
NODISCARD int catalog_read(struct db *db, struct arena *arena, struct catalog *out,
			   struct err *err);

/* NULL if there is none such. */
const struct catalog_table *catalog_find(const struct catalog *c, struct str name);
