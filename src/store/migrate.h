/* Bringing a database up to the schema that this program knows, or saying why not. */
#pragma once

#include "base/attr.h"
#include "base/err.h"
#include "base/when.h"
#include "store/schema.h"

struct db;

/* Each step in a transaction of its own, from where the database stands. ERR_INPUT: it is
 * newer than this program. ERR_SYS: a step that it has is not the one we know. */
NODISCARD int migrate_up(struct db *db, const struct migration *m, size_t n, struct instant now,
			 struct err *err);

/* For readers: the same without doing anything. ERR_LATER: it is older, or empty. */
NODISCARD int migrate_check(struct db *db, const struct migration *m, size_t n, struct err *err);

/* Tells whether a step is still the one that a database was made with. */
int64_t migrate_checksum(const struct migration *m);
