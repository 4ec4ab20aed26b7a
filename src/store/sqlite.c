/* SQLite behind the driver's face. */
#include "store/sqlite.h"

#include "base/buf.h"
#include "base/die.h"
#include "store/db.h"
#include "store/driver.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define APPLICATION_ID 0x6e747a6e /* "ntzn" in the file's header */
#define PATH_MAX_OCTETS 4096
#define TEXT_MAX 65536
#define BUSY_MS 5000
#define WRITER_CACHE_KB 131072 /* a large import touches indexes at random; given back after */
#define READER_CACHE_KB 8192

struct sqlite {
	sqlite3 *db;
	int log_pages; /* of the write-ahead log after the last commit */
	char path[PATH_MAX_OCTETS];
};

static struct sqlite *own(struct db *db)
{
	return db->own;
}

static bool disk_is_full(sqlite3 *db)
{
	int number = sqlite3_system_errno(db);

	return number == ENOSPC || number == EDQUOT;
}

/* What the caller may do, said by the kind. `db` is where sqlite3 keeps its own words. */
static int fault(struct sqlite *s, int code, struct err *err)
{
	const char *said = s->db ? sqlite3_errmsg(s->db) : sqlite3_errstr(code);
	int number = s->db ? sqlite3_system_errno(s->db) : 0;

	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_SCHEMA:
	case SQLITE_INTERRUPT:
		return err_set(err, ERR_LATER, "%s is busy: %s", s->path, said);
	case SQLITE_FULL:
		return err_set(err, ERR_LATER, "the disk that holds %s is full: nothing was saved",
			       s->path);
	case SQLITE_IOERR:
		if (s->db && disk_is_full(s->db))
			return err_set(err, ERR_LATER,
				       "the disk that holds %s is full: nothing was saved",
				       s->path);
		return err_set(err, ERR_SYS, "cannot read or write %s: %s (%s)", s->path, said,
			       strerror(number));
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return err_set(err, ERR_SYS, "%s is damaged (%s): put a backup in its place",
			       s->path, said);
	case SQLITE_READONLY:
		if (code == SQLITE_READONLY_RECOVERY || code == SQLITE_READONLY_CANTINIT ||
		    code == SQLITE_READONLY_CANTLOCK)
			return err_set(err, ERR_LATER, "%s awaits its writer: %s", s->path, said);
		return err_set(err, ERR_SYS, "cannot write %s: %s", s->path, said);
	case SQLITE_CONSTRAINT:
	case SQLITE_TOOBIG:
	case SQLITE_MISMATCH:
	case SQLITE_RANGE:
		return err_set(err, ERR_INPUT, "the database refuses this: %s", said);
	default:
		return err_set(err, ERR_SYS, "%s: %s", s->path, said);
	}
}

static int failed(struct sqlite *s, struct err *err)
{
	return fault(s, sqlite3_extended_errcode(s->db), err);
}

static int exec(struct db *db, const char *text, struct err *err)
{
	if (sqlite3_exec(own(db)->db, text, NULL, NULL, NULL) != SQLITE_OK)
		return failed(own(db), err);
	return 0;
}

static int begin(struct db *db, struct err *err)
{
	return exec(db, db->read_only ? "BEGIN" : "BEGIN IMMEDIATE", err);
}

/* A full disk may have made SQLite undo all by itself: then there is nothing to commit. */
static int commit(struct db *db, struct err *err)
{
	if (sqlite3_get_autocommit(own(db)->db))
		return err_set(err, ERR_LATER, "%s: the transaction was undone before its end",
			       own(db)->path);
	return exec(db, "COMMIT", err);
}

static void rollback(struct db *db)
{
	if (!sqlite3_get_autocommit(own(db)->db))
		sqlite3_exec(own(db)->db, "ROLLBACK", NULL, NULL, NULL);
}

/* $1 of the common dialect is ?1 here: SQLite would number $7 by where it stands. */
static int prepare(struct db *db, const char *text, void **stmt, struct err *err)
{
	struct buf b AUTO(buf_done);
	sqlite3_stmt *made;

	buf_init(&b, TEXT_MAX);
	for (const char *p = text; *p; p++)
		buf_byte(&b, *p == '$' ? '?' : *p);
	die_if(b.full);
	if (sqlite3_prepare_v3(own(db)->db, b.p, (int)b.n, SQLITE_PREPARE_PERSISTENT, &made,
			       NULL) != SQLITE_OK)
		return failed(own(db), err);
	*stmt = made;
	return 0;
}

static int bind_value(sqlite3_stmt *stmt, int at, const struct db_value *v)
{
	const char *p = v->s.p ? v->s.p : "";

	switch (v->type) {
	case DB_NULL:
		return sqlite3_bind_null(stmt, at);
	case DB_INT:
		return sqlite3_bind_int64(stmt, at, v->i);
	case DB_TEXT:
		return sqlite3_bind_text64(stmt, at, p, v->s.n, SQLITE_STATIC, SQLITE_UTF8);
	case DB_RAW:
		return sqlite3_bind_blob64(stmt, at, p, v->s.n, SQLITE_STATIC);
	}
	return SQLITE_MISUSE;
}

static int start(struct db *db, void *stmt, const struct db_value *v, size_t n, struct err *err)
{
	die_if(sqlite3_bind_parameter_count(stmt) != (int)n || sqlite3_stmt_busy(stmt));
	for (size_t i = 0; i < n; i++)
		if (bind_value(stmt, (int)i + 1, &v[i]) != SQLITE_OK)
			return failed(own(db), err);
	return 0;
}

static int row(struct db *db, void *stmt, bool *more, struct err *err)
{
	int code = sqlite3_step(stmt);

	*more = code == SQLITE_ROW;
	if (code == SQLITE_ROW || code == SQLITE_DONE)
		return 0;
	return failed(own(db), err);
}

static void column(struct db *db, void *stmt, unsigned at, struct db_value *out)
{
	int type = sqlite3_column_type(stmt, (int)at);

	(void)db;
	die_if((int)at >= sqlite3_column_count(stmt));
	if (type == SQLITE_INTEGER) {
		out->type = DB_INT;
		out->i = sqlite3_column_int64(stmt, (int)at);
	} else if (type == SQLITE_TEXT || type == SQLITE_BLOB) {
		out->type = type == SQLITE_TEXT ? DB_TEXT : DB_RAW;
		out->s.p = sqlite3_column_blob(stmt, (int)at);
		out->s.n = (size_t)sqlite3_column_bytes(stmt, (int)at);
	} else {
		out->type = DB_NULL;
	}
}

static void stop(struct db *db, void *stmt)
{
	(void)db;
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
}

static void drop(struct db *db, void *stmt)
{
	(void)db;
	sqlite3_finalize(stmt);
}

/* Readers are never made to wait; a log that grew large waits a little for them. */
static int rest(struct db *db, struct err *err)
{
	struct sqlite *s = own(db);
	int mode = s->log_pages < SQLITE_RESET_PAGES ? SQLITE_CHECKPOINT_PASSIVE
						     : SQLITE_CHECKPOINT_TRUNCATE;
	int left = 0, code;

	if (s->log_pages < SQLITE_REST_PAGES)
		return 0;
	sqlite3_busy_timeout(s->db, SQLITE_READER_WAIT_MS);
	code = sqlite3_wal_checkpoint_v2(s->db, NULL, mode, &left, NULL);
	sqlite3_busy_timeout(s->db, BUSY_MS);
	if (mode == SQLITE_CHECKPOINT_TRUNCATE)
		sqlite3_db_release_memory(s->db);
	if (code == SQLITE_OK || code == SQLITE_BUSY) {
		s->log_pages = 0; /* the next commit says how long it is */
		return 0;
	}
	return failed(s, err);
}

static int check(struct db *db, struct buf *why, struct err *err)
{
	struct sqlite *s = own(db);
	sqlite3_stmt *stmt;
	int code;

	if (sqlite3_prepare_v2(s->db, "PRAGMA quick_check(5)", -1, &stmt, NULL) != SQLITE_OK)
		return failed(s, err);
	while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
		struct str said = str_of((const char *)sqlite3_column_text(stmt, 0));

		if (str_eq(said, STR("ok")))
			continue;
		if (why->n)
			buf_add(why, STR("; "));
		buf_add(why, said);
	}
	sqlite3_finalize(stmt);
	if (code == SQLITE_DONE)
		return 0;
	return failed(s, err);
}

static void close_all(struct db *db)
{
	struct sqlite *s = own(db);

	for (size_t i = 0; i < SQL_COUNT; i++)
		sqlite3_finalize(db->stmt[i]);
	sqlite3_close(s->db);
	free(s);
}

static int ask_int(struct sqlite *s, const char *text, int *out, struct err *err)
{
	sqlite3_stmt *stmt;
	int code;

	if (sqlite3_prepare_v2(s->db, text, -1, &stmt, NULL) != SQLITE_OK)
		return failed(s, err);
	code = sqlite3_step(stmt);
	if (code == SQLITE_ROW)
		*out = sqlite3_column_int(stmt, 0);
	sqlite3_finalize(stmt);
	if (code == SQLITE_ROW || code == SQLITE_DONE)
		return 0;
	return failed(s, err);
}

static int blank(struct db *db, bool *out, struct err *err)
{
	int things = 0;

	if (ask_int(own(db), "SELECT count(*) FROM sqlite_schema", &things, err) < 0)
		return -1;
	*out = things == 0;
	return 0;
}

static const struct driver sqlite = {
	.name = "sqlite",
	.word = {
		[WORD_ID] = "INTEGER PRIMARY KEY",
		[WORD_INT] = "INTEGER",
		[WORD_RAW] = "BLOB",
		[WORD_END] = " STRICT",
	},
	.columns = "SELECT m.name, c.name, c.pk FROM sqlite_schema AS m"
		   " JOIN pragma_table_info(m.name) AS c"
		   " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
		   " ORDER BY m.name, c.cid",
	.links = "SELECT m.name, f.\"table\" FROM sqlite_schema AS m"
		 " JOIN pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table'",
	.begin = begin,
	.commit = commit,
	.rollback = rollback,
	.exec = exec,
	.prepare = prepare,
	.start = start,
	.row = row,
	.column = column,
	.stop = stop,
	.drop = drop,
	.blank = blank,
	.rest = rest,
	.check = check,
	.close = close_all,
};

static int log_grew(void *ctx, sqlite3 *db, const char *name, int pages)
{
	struct sqlite *s = ctx;

	(void)db;
	(void)name;
	s->log_pages = pages;
	return SQLITE_OK;
}

/* A file that somebody else's program made is not written to. */
static int is_ours(struct sqlite *s, struct err *err)
{
	int id = 0, things = 0;

	if (ask_int(s, "PRAGMA application_id", &id, err) < 0 ||
	    ask_int(s, "SELECT count(*) FROM sqlite_schema", &things, err) < 0)
		return -1;
	if (id != APPLICATION_ID && (id != 0 || things != 0))
		return err_set(err, ERR_INPUT, "%s is the database of another program", s->path);
	return 0;
}

/* Where shared memory does not work SQLite goes on with another journal, without a word. */
static int has_a_log(struct sqlite *s, struct err *err)
{
	int is_wal = 0;

	if (ask_int(s, "SELECT journal_mode = 'wal' FROM pragma_journal_mode", &is_wal, err) < 0)
		return -1;
	if (!is_wal)
		return err_set(err, ERR_INPUT,
			       "%s lies on a file system without shared memory: a disk of this"
			       " machine is needed",
			       s->path);
	return 0;
}

static int set_up(struct db *db, struct err *err)
{
	char text[512];

	snprintf(text, sizeof(text),
		 "PRAGMA mmap_size = 0; PRAGMA temp_store = memory; PRAGMA cache_size = -%d;"
		 "PRAGMA trusted_schema = off; PRAGMA cell_size_check = on;",
		 db->read_only ? READER_CACHE_KB : WRITER_CACHE_KB);
	sqlite3_busy_timeout(own(db)->db, BUSY_MS);
	sqlite3_db_config(own(db)->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	if (exec(db, text, err) < 0 || is_ours(own(db), err) < 0)
		return -1;
	if (db->read_only) {
		sqlite3_db_config(own(db)->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
		return 0;
	}
	snprintf(text, sizeof(text),
		 "PRAGMA journal_mode = wal; PRAGMA synchronous = full; PRAGMA foreign_keys = on;"
		 "PRAGMA application_id = %d; PRAGMA wal_autocheckpoint = 0;",
		 APPLICATION_ID);
	if (exec(db, text, err) < 0)
		return -1;
	sqlite3_wal_hook(own(db)->db, log_grew, own(db));
	return has_a_log(own(db), err);
}

static int open_file(struct db **out, struct str path, bool read_only, struct err *err)
{
	int flags = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	struct sqlite *s;
	struct db *db;

	if (path.n >= PATH_MAX_OCTETS)
		return err_set(err, ERR_INPUT,
			       "the path of a database has %zu octets; %d is the most", path.n,
			       PATH_MAX_OCTETS - 1);
	s = mem_new(1, sizeof(*s));
	memcpy(s->path, path.p, path.n);
	db = db_new(&sqlite, s, read_only);
	if (sqlite3_open_v2(s->path, &s->db, flags | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX,
			    NULL) != SQLITE_OK) {
		int code = s->db ? sqlite3_extended_errcode(s->db) : SQLITE_NOMEM;
		int number = s->db ? sqlite3_system_errno(s->db) : 0;

		if (read_only && (number == ENOENT || (code & 0xff) == SQLITE_CANTOPEN))
			err_set(err, ERR_LATER, "%s cannot be opened: %s", s->path,
				strerror(number));
		else if ((code & 0xff) == SQLITE_CANTOPEN)
			err_set(err, ERR_INPUT, "%s cannot be opened: %s", s->path,
				strerror(number));
		else
			fault(s, code, err);
		db_close(db);
		return -1;
	}
	if (set_up(db, err) < 0) {
		db_close(db);
		return -1;
	}
	*out = db;
	return 0;
}

int sqlite_open_writer(struct db **out, struct str path, struct err *err)
{
	return open_file(out, path, false, err);
}

int sqlite_open_reader(struct db **out, struct str path, struct err *err)
{
	return open_file(out, path, true, err);
}
