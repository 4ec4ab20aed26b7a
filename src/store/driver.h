/* What a database engine must do for us; only the store's own files and its tests see this.
 *
 * Statements are text in the common dialect with $1, $2 ...; values are numbers, text, raw
 * octets and nothing. A driver fails with the kind that tells the caller what may be done:
 * LATER busy, full or away, and nothing of it happened; UNSURE the answer to a commit was
 * lost; INPUT a constraint refused the values; SYS the files are damaged or unreadable.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "store/sql.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;

enum db_type { DB_NULL, DB_INT, DB_TEXT, DB_RAW };

struct db_value {
	enum db_type type;
	int64_t i;
	struct str s;
};

/* The words that engines spell differently; a migration writes them as {id}, {int} ... */
enum driver_word { WORD_ID, WORD_INT, WORD_RAW, WORD_END, WORD_COUNT };

struct driver {
	const char *name;
	const char *word[WORD_COUNT];

	/* Statements: each column as (table, column, its place in the primary key or 0), table by
	 * table; and each (table, other table that it refers to). */
	const char *columns, *links;

	int (*begin)(struct db *, struct err *);
	int (*commit)(struct db *, struct err *);
	void (*rollback)(struct db *);

	/* Statements without values and rows, one or several. */
	int (*exec)(struct db *, const char *text, struct err *);

	/* Lives as long as `struct db`. */
	int (*prepare)(struct db *, const char *text, void **stmt, struct err *);
	int (*start)(struct db *, void *stmt, const struct db_value *v, size_t n, struct err *);
	int (*row)(struct db *, void *stmt, bool *more, struct err *);
	void (*column)(struct db *, void *stmt, unsigned column, struct db_value *out);
	void (*stop)(struct db *, void *stmt);
	void (*drop)(struct db *, void *stmt); /* before its time; it is not running */

	/* Starts and stops it for its effect alone, without waiting: what comes of it is told by
	 * a later call of the transaction, at the latest by settle(). Many of one statement may
	 * go another, shorter way. Engines of which nothing is far away have neither. */
	int (*queue)(struct db *, void *stmt, const struct db_value *v, size_t n, struct err *);
	int (*settle)(struct db *, struct err *);

	/* No table was ever made in it. ERR_INPUT: it is somebody else's. */
	int (*blank)(struct db *, bool *blank, struct err *);

	/* Outside a transaction: until let_go() no other node is between the two. Engines that
	 * are one node's alone have neither. */
	int (*hold)(struct db *, struct err *);
	void (*let_go)(struct db *);

	/* Rows with ids of their own were put into the table: the ids given next lie behind the
	 * highest. NULL: the engine sees to it. */
	int (*filled)(struct db *, struct str table, struct str id, struct err *);

	/* What cannot be done inside a transaction: making the log short. */
	int (*rest)(struct db *, struct err *);

	/* The engine's own check of the whole database; *why is empty when it is sound. */
	int (*check)(struct db *, struct buf *why, struct err *);

	void (*close)(struct db *);
};

struct db {
	const struct driver *driver;
	void *own; /* the driver's */
	bool read_only;
	bool open;      /* a transaction is */
	bool failed;    /* in it: only undoing may follow */
	unsigned depth; /* savepoints */
	void *stmt[SQL_COUNT];
};

/* A connection of which the driver has opened its part. */
struct db *db_new(const struct driver *driver, void *own, bool read_only);
