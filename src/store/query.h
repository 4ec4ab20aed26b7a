/* One statement being run: values in, rows out, and the first failure kept for the end.
 *
 *	struct db_query q AUTO(db_done);
 *
 *	db_ask(&q, db, SQL_MACHINE_FIND);
 *	db_put_str(&q, name);
 *	while (db_row(&q))
 *		id = db_get_int(&q);
 *	return db_end(&q, err);
 *
 * Values and columns are given and taken in their order.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "store/driver.h"

#define DB_VALUES_MAX 48 /* of one statement */

struct db_query {
	struct db *db;
	void *stmt;
	struct db_value value[DB_VALUES_MAX];
	size_t values;
	unsigned column;
	bool started;
	bool dropped; /* its statement, when it is done */
	struct err err;
};

void db_ask(struct db_query *q, struct db *db, enum sql sql);

/* What is put stays where it is until the statement has been run. */
void db_put_int(struct db_query *q, int64_t i);
void db_put_str(struct db_query *q, struct str s);
void db_put_raw(struct db_query *q, struct str s);
void db_put_null(struct db_query *q);

/* The next row, if there is one and nothing has failed. */
bool db_row(struct db_query *q);

/* 0 for NULL; the views live until the next row. */
int64_t db_get_int(struct db_query *q);
struct str db_get_str(struct db_query *q); /* raw octets too */
struct str db_get_copy(struct db_query *q, struct arena *arena);

/* Runs it for its effect; afterwards it can be given values again. */
NODISCARD int db_run(struct db_query *q, struct err *err);

/* The same for one of many that give no rows: its failure may be told by a later statement of the
 * transaction, at the latest by db_settle(). */
NODISCARD int db_queue(struct db_query *q, struct err *err);
NODISCARD int db_settle(struct db *db, struct err *err);

/* The first failure, if any. The query can be given values again. */
NODISCARD int db_end(struct db_query *q, struct err *err);

void db_done(struct db_query *q);
