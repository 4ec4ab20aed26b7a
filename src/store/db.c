/* Transactions and savepoints: the one rule about failures, whatever the engine. */
#include "store/db.h"

#include "base/die.h"
#include "store/driver.h"
#include "store/query.h"

#include <stdio.h>
#include <stdlib.h>

struct db *db_new(const struct driver *driver, void *own, bool read_only)
{
	struct db *db = mem_new(1, sizeof(*db));

	db->driver = driver;
	db->own = own;
	db->read_only = read_only;
	return db;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	if (db->open)
		db->driver->rollback(db);
	db->driver->close(db);
	free(db);
}

static int refuse_failed(struct err *err)
{
	return err_set(err, ERR_LATER,
		       "an earlier statement of this transaction failed: nothing of it is kept");
}

int db_begin(struct db_tx *tx, struct db *db, struct err *err)
{
	die_if(db->open);
	if (db->driver->begin(db, err) < 0)
		return -1;
	db->open = true;
	db->failed = false;
	db->depth = 0;
	tx->db = db;
	return 0;
}

int db_commit(struct db_tx *tx, struct err *err)
{
	struct db *db = tx->db;

	die_if(!db || !db->open || db->depth > 0);
	if (db->failed) {
		db_rollback(tx);
		return refuse_failed(err);
	}
	if (db->driver->commit(db, err) < 0) {
		db_rollback(tx);
		return -1;
	}
	db->open = false;
	tx->db = NULL;
	return 0;
}

void db_rollback(struct db_tx *tx)
{
	struct db *db = tx->db;

	if (!db)
		return;
	db->driver->rollback(db);
	db->open = false;
	db->failed = false;
	db->depth = 0;
	tx->db = NULL;
}

int db_part_begin(struct db_part *part, struct db *db, struct err *err)
{
	char text[32];

	die_if(!db->open || db->depth >= DB_DEPTH_MAX);
	if (db->failed)
		return refuse_failed(err);
	snprintf(text, sizeof(text), "SAVEPOINT part%u", db->depth + 1);
	if (db->driver->exec(db, text, err) < 0) {
		db->failed = true;
		return -1;
	}
	part->db = db;
	part->depth = ++db->depth;
	return 0;
}

int db_part_keep(struct db_part *part, struct err *err)
{
	struct db *db = part->db;
	char text[32];

	die_if(!db || !db->open || db->depth != part->depth);
	if (db->failed) {
		db_part_undo(part);
		return refuse_failed(err);
	}
	snprintf(text, sizeof(text), "RELEASE part%u", part->depth);
	if (db->driver->exec(db, text, err) < 0) {
		db_part_undo(part);
		return -1;
	}
	db->depth--;
	part->db = NULL;
	return 0;
}

/* Where even the undoing fails, the transaction stays failed: it is undone as a whole. */
void db_part_undo(struct db_part *part)
{
	struct db *db = part->db;
	char text[64];

	if (!db)
		return;
	die_if(!db->open || db->depth != part->depth);
	snprintf(text, sizeof(text), "ROLLBACK TO part%u; RELEASE part%u", part->depth,
		 part->depth);
	(void)!db_settle(db, NULL); /* what of it was not told yet is undone, too */
	db->failed = db->driver->exec(db, text, NULL) < 0;
	db->depth--;
	part->db = NULL;
}

bool db_in_tx(const struct db *db)
{
	return db->open;
}

int db_rest(struct db *db, struct err *err)
{
	die_if(db->open);
	return db->read_only ? 0 : db->driver->rest(db, err);
}

/* Nothing of it was started here, so nothing is to be stopped when it fails. */
int db_queue(struct db_query *q, struct err *err)
{
	const struct driver *driver = q->db->driver;

	if (q->err.kind != ERR_NONE || !driver->queue)
		return db_run(q, err);
	if (driver->queue(q->db, q->stmt, q->value, q->values, &q->err) < 0)
		q->db->failed = q->db->open;
	return db_end(q, err);
}

int db_settle(struct db *db, struct err *err)
{
	if (!db->driver->settle || db->driver->settle(db, err) == 0)
		return 0;
	db->failed = db->open;
	return -1;
}
