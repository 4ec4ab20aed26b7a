/* The hub's database below its state directory: opening it safely, and closing it.
 *
 * One process at a time writes, and only that one checkpoints: it holds the lock of the
 * directory. Everyone else opens for reading only.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"
#include "base/when.h"
#include "store/db.h"

#define STORE_FILE "netizen.db"
#define STORE_LOCK "store.lock"

struct store;

/* For writing. The directory is there and on a disk of this machine. Takes the lock; checks
 * the database after a stop that was not clean; brings its schema up to date. ERR_LATER:
 * another process has the lock. ERR_INPUT: the place is wrong, or the database is newer
 * than we are or not ours. ERR_SYS: it is damaged. */
NODISCARD int store_open(struct store **out, struct str dir, struct instant now, struct err *err);

/* For reading. All files are opened here, so a cage may close behind it (the -shm file is
 * then open for writing: readers leave marks in it). ERR_LATER: not there yet, or the
 * writer has not brought it up to date. */
NODISCARD int store_open_reader(struct store **out, struct str dir, struct err *err);

/* The connection, for everything else. */
struct db *store_db(struct store *store);

/* True if the last stop was not clean and the check found it sound. */
bool store_was_checked(const struct store *store);

/* Says that the stop is clean, and closes. NULL is fine. */
void store_close(struct store *store);
