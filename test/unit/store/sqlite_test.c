/* What only SQLite does: full disks, damage, foreign files, its log, its readers. */
#include "made.h"

#include "store/driver.h"
#include "store/query.h"

#include <sys/stat.h>

static int fill(struct db *db, int rows, struct err *err)
{
	static char much[20000];
	struct db_tx tx AUTO(db_rollback) = { 0 };
	struct db_query q AUTO(db_done) = { 0 };
	char name[16];

	memset(much, 'x', sizeof(much));
	if (db_begin(&tx, db, err) < 0)
		return -1;
	db_ask(&q, db, SQL_META_SET);
	for (int i = 0; i < rows; i++) {
		snprintf(name, sizeof(name), "%d", i);
		db_put_str(&q, str_of(name));
		db_put_str(&q, (struct str){ much, sizeof(much) });
		if (db_run(&q, err) < 0)
			return -1;
	}
	return db_commit(&tx, err);
}

static int64_t filled(struct db *db)
{
	struct db_query q AUTO(db_done);
	int64_t found = 0;

	db_ask(&q, db, SQL_META_GET);
	db_put_str(&q, STR("0"));
	while (db_row(&q))
		found++;
	return found;
}

static void a_full_disk_changes_nothing(void **state)
{
	struct db *db = made_db();
	struct err err;

	(void)state;
	assert_int_equal(db->driver->exec(db, "PRAGMA max_page_count = 60", &err), 0);
	assert_int_equal(fill(db, 100, &err), -1);
	assert_int_equal(err.kind, ERR_LATER);
	assert_non_null(strstr(err.text, "full"));
	assert_false(db_in_tx(db));
	assert_int_equal(filled(db), 0);
	assert_int_equal(db->driver->exec(db, "PRAGMA max_page_count = 6000", &err), 0);
	assert_int_equal(fill(db, 100, &err), 0);
	assert_int_equal(filled(db), 1);
	db_close(db);
}

static long size_of(const char *name)
{
	struct stat st;

	return stat(made_path(name), &st) < 0 ? -1 : (long)st.st_size;
}

/* Behind the pages of the schema, without which it could not even be opened. */
static void damage_is_named(void **state)
{
	struct db *db = made_db();
	struct buf why AUTO(buf_done);
	struct err err;
	long from, to;
	FILE *f;

	(void)state;
	buf_init(&why, 1000);
	db_close(db);
	from = size_of("netizen.db");
	assert_int_equal(sqlite_open_writer(&db, str_of(made_path("netizen.db")), &err), 0);
	assert_int_equal(fill(db, 20, &err), 0);
	assert_int_equal(db->driver->check(db, &why, &err), 0);
	assert_int_equal(why.n, 0);
	db_close(db);
	to = size_of("netizen.db");
	assert_true(to > from);
	f = fopen(made_path("netizen.db"), "r+");
	assert_non_null(f);
	for (long at = from; at < to; at += 4096) {
		fseek(f, at, SEEK_SET);
		fputs("this is no page of a database, and it will be found out", f);
	}
	fclose(f);
	assert_int_equal(sqlite_open_writer(&db, str_of(made_path("netizen.db")), &err), 0);
	assert_int_equal(db->driver->check(db, &why, &err), 0);
	assert_true(why.n > 0);
	assert_int_equal(fill(db, 20, &err), -1);
	assert_int_equal(err.kind, ERR_SYS);
	assert_non_null(strstr(err.text, "damaged"));
	db_close(db);
}

static void what_is_not_ours_is_not_touched(void **state)
{
	static const char text[] = "This file is a letter, and no database at all: it is kept.";
	struct err err;
	struct db *db;
	FILE *f = fopen(made_path("netizen.db"), "w");

	(void)state;
	fputs(text, f);
	fclose(f);
	assert_int_equal(sqlite_open_writer(&db, str_of(made_path("netizen.db")), &err), -1);
	assert_int_equal(err.kind, ERR_SYS);
	unlink(made_path("netizen.db"));

	/* a database, but somebody else's */
	db = made_db();
	assert_int_equal(db->driver->exec(db, "PRAGMA application_id = 7", &err), 0);
	db_close(db);
	assert_int_equal(sqlite_open_writer(&db, str_of(made_path("netizen.db")), &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	assert_non_null(strstr(err.text, "another program"));
	assert_int_equal(sqlite_open_reader(&db, str_of(made_path("netizen.db")), &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
}

static void readers_wait_for_a_database(void **state)
{
	struct err err;
	struct db *db;

	(void)state;
	assert_int_equal(sqlite_open_reader(&db, str_of(made_path("netizen.db")), &err), -1);
	assert_int_equal(err.kind, ERR_LATER);
	assert_int_equal(access(made_path("netizen.db"), F_OK), -1);
	assert_int_equal(sqlite_open_writer(&db, str_of(made_path("no/such/place.db")), &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
}

/* Nobody checkpoints but the writer, and only when it is told that it may. */
static void only_the_writer_shortens_the_log(void **state)
{
	struct db *db = made_db(), *reader;
	long grown;
	struct err err;

	(void)state;
	assert_int_equal(fill(db, 4000, &err), 0);
	grown = size_of("netizen.db-wal");
	assert_true(grown > 4096L * SQLITE_RESET_PAGES);
	assert_int_equal(sqlite_open_reader(&reader, str_of(made_path("netizen.db")), &err), 0);
	assert_int_equal(filled(reader), 1);
	assert_int_equal(size_of("netizen.db-wal"), grown);
	db_close(reader);
	assert_int_equal(size_of("netizen.db-wal"), grown);
	assert_int_equal(db_rest(db, &err), 0);
	assert_int_equal(size_of("netizen.db-wal"), 0);
	assert_true(size_of("netizen.db") > grown / 2);
	assert_int_equal(filled(db), 1);
	db_close(db);
}

/* A reader that looks at an old state is neither disturbed nor waited for long. */
static void a_slow_reader_stops_nobody(void **state)
{
	struct db *db = made_db(), *reader;
	struct db_tx look = { 0 };
	struct err err;

	(void)state;
	assert_int_equal(sqlite_open_reader(&reader, str_of(made_path("netizen.db")), &err), 0);
	assert_int_equal(db_begin(&look, reader, &err), 0);
	assert_int_equal(filled(reader), 0);
	assert_int_equal(fill(db, 4000, &err), 0);
	assert_int_equal(db_rest(db, &err), 0);
	assert_int_equal(filled(reader), 0);
	assert_int_equal(fill(db, 4000, &err), 0);
	db_rollback(&look);
	assert_int_equal(filled(reader), 1);
	assert_int_equal(db_rest(db, &err), 0);
	assert_int_equal(fill(reader, 1, &err), -1);
	assert_int_equal(err.kind, ERR_SYS);
	assert_int_equal(db_rest(reader, &err), 0);
	db_close(reader);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MADE_TEST(a_full_disk_changes_nothing),      MADE_TEST(damage_is_named),
		MADE_TEST(what_is_not_ours_is_not_touched),  MADE_TEST(readers_wait_for_a_database),
		MADE_TEST(only_the_writer_shortens_the_log), MADE_TEST(a_slow_reader_stops_nobody),
	};
	return cmocka_run_group_tests_name("store/sqlite", tests, NULL, NULL);
}
