/* The hub's database, a file below its state directory or a PostgreSQL: opening it safely, and
 * closing it.
 *
 * One process at a time writes on behalf of a state directory: it holds its lock. Of a file only
 * that one checkpoints. Everyone else opens for reading only.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"
#include "base/when.h"
#include "store/db.h"

#define STORE_FILE "netizen.db"
#define STORE_LOCK "store.lock"

struct store;

struct store_place {
	struct str dir;        /* the state directory */
	struct str postgresql; /* where a PostgreSQL is, in libpq's words; empty: a file in `dir` */
	struct str password;   /* for it; may be empty */
};

/* A file in `dir`. */
#define STORE_IN(folder) (&(struct store_place){ .dir = (folder) })

/* Whether the words for a PostgreSQL can be understood; nobody is asked. ERR_INPUT. */
NODISCARD int store_check_place(const struct store_place *place, struct err *err);

/* For writing. The directory is there; for a file, on a disk of this machine. Takes the lock;
 * checks a file after a stop that was not clean; brings the schema up to date. ERR_LATER:
 * another process has the lock, or the server is away. ERR_INPUT: the place is wrong, or the
 * database is newer than we are or not ours. ERR_SYS: it is damaged. */
NODISCARD int store_open(struct store **out, const struct store_place *place, struct instant now,
			 struct err *err);

/* For reading. All files are opened here, so a cage may close behind it (the -shm file is
 * then open for writing: readers leave marks in it). ERR_LATER: not there yet, or the
 * writer has not brought it up to date. */
NODISCARD int store_open_reader(struct store **out, const struct store_place *place,
				struct err *err);

/* What a cage must leave open so that a lost connection can be made again; nothing for a file.
 * The paths live as long as the store. */
#define STORE_REACH_MAX 8
struct store_reach {
	bool local; /* a socket in the file system */
	bool tcp;
	const char *file[STORE_REACH_MAX]; /* to read */
	size_t files;
};
void store_reach(const struct store *store, struct store_reach *out);

/* The connection, for everything else. */
struct db *store_db(struct store *store);

/* True if the last stop was not clean and the check found it sound. */
bool store_was_checked(const struct store *store);

/* Says that the stop is clean, and closes. NULL is fine. */
void store_close(struct store *store);
