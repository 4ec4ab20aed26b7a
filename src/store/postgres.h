/* PostgreSQL as the database: a server of version 13 or later, which several nodes may share.
 *
 * A connection that breaks is made again by the next call outside a transaction, with the same
 * handle; what was open is undone, and said to be. Every connection is set up alike: times are
 * bounded, transactions are serializable (a reader's: repeatable, and reading only).
 */
#pragma once

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

#define POSTGRES_VERSION_MIN 13
#define POSTGRES_FILES_MAX 5

struct db;

/* Words of libpq, "host=/run/postgresql dbname=netizen"; the password apart, or empty. */
struct postgres_place {
	struct str conninfo;
	struct str password;
};

/* Whether it can be understood; no server is asked. ERR_INPUT says what is wrong. */
NODISCARD int postgres_check_place(const struct postgres_place *place, struct err *err);

/* ERR_INPUT: the place is wrong, the server is too old, or its database is not in UTF-8.
 * ERR_LATER: it is not there, or does not let us in. */
NODISCARD int postgres_open_writer(struct db **out, const struct postgres_place *place,
				   struct err *err);
NODISCARD int postgres_open_reader(struct db **out, const struct postgres_place *place,
				   struct err *err);

/* What the next connection will need: a socket of which kind, and which files to read. The
 * paths live as long as the connection. */
struct postgres_reach {
	bool local; /* a socket in the file system, not TCP */
	const char *file[POSTGRES_FILES_MAX];
	size_t files;
};
void postgres_reach(const struct db *db, struct postgres_reach *out);
