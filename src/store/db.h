/* A connection to the database, its transactions and the savepoints inside them.
 *
 * After a statement has failed inside a transaction only undoing may follow: of the
 * savepoint, or of all. What is tried anyway fails LATER, and a commit undoes. That is one
 * rule for engines that otherwise differ.
 */
#pragma once

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>

#define DB_DEPTH_MAX 8 /* savepoints inside each other */

struct db;

/* All zeros: none. struct db_tx tx AUTO(db_rollback) = { 0 }; */
struct db_tx {
	struct db *db;
};

/* For a reader it holds one state of the database still. One at a time. */
NODISCARD int db_begin(struct db_tx *tx, struct db *db, struct err *err);

/* 0: it is on disk. -1: nothing of it happened, but for ERR_UNSURE: it may have. */
NODISCARD int db_commit(struct db_tx *tx, struct err *err);

/* Undoes all; nothing after a commit. */
void db_rollback(struct db_tx *tx);

/* A part of a transaction that can be undone alone. All zeros: none. */
struct db_part {
	struct db *db;
	unsigned depth;
};

NODISCARD int db_part_begin(struct db_part *part, struct db *db, struct err *err);
NODISCARD int db_part_keep(struct db_part *part, struct err *err);
void db_part_undo(struct db_part *part); /* nothing after keep */

bool db_in_tx(const struct db *db);

/* Between transactions: lets the writer shorten its log. Cheap when there is little to do. */
NODISCARD int db_rest(struct db *db, struct err *err);

void db_close(struct db *db); /* NULL is fine; an open transaction is undone */
