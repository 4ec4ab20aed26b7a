/* Databases about to be filled, and what stands in their place. */
#include "store/refill.h"

#include "store/driver.h"
#include "store/load.h"
#include "store/migrate.h"
#include "store/postgres.h"
#include "store/query.h"
#include "store/sqlite.h"
#include "sys/file.h"

#define PATH_OCTETS 4096

static int path_of(struct buf *out, struct str dir, const char *suffix, struct err *err)
{
	buf_init(out, PATH_OCTETS);
	buf_fmt(out, "%.*s/" STORE_FILE "%s", STR_ARG(dir), suffix);
	if (out->full)
		return err_set(err, ERR_INPUT, "the state directory's path is too long");
	return 0;
}

static bool is_there(const struct buf *path)
{
	struct file f;

	if (file_open(&f, buf_str(path), NULL) < 0)
		return false;
	file_close(&f);
	return true;
}

static int open_file(struct db **out, struct str dir, struct err *err)
{
	struct buf path AUTO(buf_done) = { 0 };

	if (path_of(&path, dir, "", err) < 0)
		return -1;
	if (is_there(&path))
		return err_set(err, ERR_INPUT, "%s is there already", buf_c(&path));
	return sqlite_open_writer(out, buf_str(&path), err);
}

/* No step beyond those of the backup. */
static int check_level(struct db *db, int64_t schema, struct err *err)
{
	struct db_query q AUTO(db_done);
	int64_t last = 0;

	db_ask(&q, db, SQL_MIGRATION_LIST);
	while (db_row(&q))
		last = db_get_int(&q);
	if (db_end(&q, err) < 0)
		return -1;
	if (last > schema)
		return err_set(err, ERR_INPUT,
			       "the database is empty, but has schema %lld already, the backup "
			       "has %lld: make a new database",
			       (long long)last, (long long)schema);
	return 0;
}

static int prepare(struct db *db, int64_t schema, struct instant now, struct err *err)
{
	const struct migration *m;
	uint64_t rows = 0;
	bool blank;
	size_t n;

	m = schema_migrations(&n);
	if (schema < 1 || schema > (int64_t)n)
		return err_set(err, ERR_INPUT, "there is no schema %lld", (long long)schema);
	if (db->driver->blank(db, &blank, err) < 0)
		return -1;
	if (!blank && (check_level(db, schema, err) < 0 || load_rows(db, &rows, err) < 0))
		return -1;
	if (rows > 0)
		return err_set(err, ERR_INPUT, "the database is not empty: it has %llu rows",
			       (unsigned long long)rows);
	return migrate_up(db, m, (size_t)schema, now, err);
}

int refill_open(struct db **out, const struct store_place *place, int64_t schema,
		struct instant now, struct err *err)
{
	const struct postgres_place server = { place->postgresql, place->password };
	struct db *db;

	if (place->postgresql.n ? postgres_open_writer(&db, &server, err) < 0
				: open_file(&db, place->dir, err) < 0)
		return -1;
	if (prepare(db, schema, now, err) < 0) {
		db_close(db);
		return -1;
	}
	*out = db;
	return 0;
}

static int open_to_look(struct db **out, const struct store_place *place, struct err *err)
{
	const struct postgres_place server = { place->postgresql, place->password };
	struct buf path AUTO(buf_done) = { 0 };

	if (place->postgresql.n)
		return postgres_open_reader(out, &server, err);
	if (path_of(&path, place->dir, "", err) < 0)
		return -1;
	if (!is_there(&path))
		return err_set(err, ERR_GONE, "there is no %s", buf_c(&path));
	return sqlite_open_reader(out, buf_str(&path), err);
}

int refill_look(const struct store_place *place, uint64_t *rows, struct err *err)
{
	struct db *db;
	bool blank;
	int r;

	*rows = 0;
	if (open_to_look(&db, place, err) < 0)
		return -1;
	r = db->driver->blank(db, &blank, err);
	if (r == 0 && blank && place->postgresql.n)
		r = err_set(err, ERR_GONE, "the database has no tables");
	else if (r == 0 && !blank)
		r = load_rows(db, rows, err);
	db_close(db);
	return r;
}

/* The log first: a new database must never find the log of another one. */
int refill_away(struct str dir, struct instant now, struct buf *to, struct err *err)
{
	static const char *const part[] = { "-wal", "-shm", "" };
	char text[WHEN_TEXT_MAX + 1];

	for (size_t i = 0; i < LEN(part); i++) {
		struct buf from AUTO(buf_done) = { 0 }, other AUTO(buf_done) = { 0 };

		if (path_of(&from, dir, part[i], err) < 0 || path_of(&other, dir, "", err) < 0)
			return -1;
		buf_fmt(&other, ".before-%s%s", instant_compact(now, text), part[i]);
		if (to && part[i][0] == '\0')
			buf_add(to, buf_str(&other));
		if (!is_there(&from))
			continue;
		if (to && is_there(&other))
			return err_set(err, ERR_LATER, "%s is there already", buf_c(&other));
		if (to ? file_rename(buf_str(&from), buf_str(&other), err) < 0
		       : file_remove(buf_str(&from), err) < 0)
			return -1;
	}
	return 0;
}
