/* A table of strange rows, dumps of whole databases, and dumps put into others. */
#pragma once

#include "made.h"

#include "store/dump.h"
#include "store/dump_format.h"
#include "store/load.h"
#include "store/query_text.h"

#define DUMPED_MAX (80u << 20)

/* A table for every kind of value, with a key of two columns whose order is not theirs. */
UNUSED static void dumped_table(struct db *db)
{
	struct err err;

	if (db->driver->exec(db,
			     "CREATE TABLE strange (t TEXT, r BLOB, b TEXT NOT NULL, i INTEGER,"
			     " a INTEGER NOT NULL, PRIMARY KEY (a, b)) STRICT",
			     &err) < 0)
		fail_msg("%s", err.text);
}

UNUSED static void dumped_row(struct db *db, const struct db_value v[5])
{
	struct db_query q AUTO(db_done);
	struct err err;

	db_ask_text(&q, db, "INSERT INTO strange (t, r, b, i, a) VALUES ($1, $2, $3, $4, $5)");
	for (size_t i = 0; i < 5; i++)
		db_put(&q, &v[i]);
	if (db_run(&q, &err) < 0)
		fail_msg("%s", err.text);
}

UNUSED static void dumped_all(struct db *db, struct buf *out)
{
	struct buf slice AUTO(buf_done);
	struct dump *d;
	bool over = false;
	struct err err;

	buf_init(out, DUMPED_MAX);
	buf_init(&slice, DUMP_SLICE_MAX);
	if (dump_new(&d, db, &err) < 0)
		fail_msg("%s", err.text);
	while (!over) {
		buf_clear(&slice);
		if (dump_more(d, &slice, &over, &err) < 0)
			fail_msg("%s", err.text);
		buf_add(out, buf_str(&slice));
	}
	dump_free(d);
	assert_false(out->full);
}

/* 0, or the kind of what went wrong. */
UNUSED static enum err_kind dumped_load(struct db *db, struct str dump, struct err *err)
{
	struct db_tx tx AUTO(db_rollback) = { 0 };
	struct dump_reader r AUTO(dump_reader_done);
	enum dump_fact fact;
	struct load *load;
	int got = 0;

	dump_reader_init(&r);
	assert_int_equal(db_begin(&tx, db, err), 0);
	if (load_new(&load, db, err) < 0)
		return err->kind;
	do {
		got = dump_reader_feed(&r, &dump, &fact, err);
		if (got == 0)
			got = load_take(load, &r, fact, err);
	} while (got == 0 && (fact != DUMP_IS_MORE || dump.n > 0));
	if (got == 0)
		got = dump_reader_end(&r, err);
	if (got == 0)
		got = load_end(load, err);
	load_free(load);
	if (got == 0)
		got = db_commit(&tx, err);
	return got < 0 ? err->kind : ERR_NONE;
}
