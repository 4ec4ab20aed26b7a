/* SQLite 3.40 as the database: one file, written by one connection of one process.
 *
 * SQLite before 3.51.3 can lose what was committed when one connection checkpoints while
 * another commits. So one connection writes and checkpoints, between its transactions; all
 * others are read-only.
 */
#pragma once

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#define SQLITE_REST_PAGES 1000    /* a log of so many pages is worth a checkpoint */
#define SQLITE_RESET_PAGES 16000  /* of so many, worth waiting for readers to be done */
#define SQLITE_READER_WAIT_MS 200 /* how long then */

struct db;

/* Makes the file if there is none. ERR_INPUT: it is the database of something else. */
NODISCARD int sqlite_open_writer(struct db **out, struct str path, struct err *err);

/* ERR_LATER: it is not there yet. */
NODISCARD int sqlite_open_reader(struct db **out, struct str path, struct err *err);
