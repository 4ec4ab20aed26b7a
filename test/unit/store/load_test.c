/* What was dumped is there again, octet by octet; what does not fit is refused whole. */
#include "dumped.h"

#include "store/store.h"

static struct db *other_db(const char *name)
{
	const struct migration *m;
	struct err err;
	struct db *db;
	size_t n;

	m = schema_migrations(&n);
	assert_int_equal(sqlite_open_writer(&db, str_of(made_path(name)), &err), 0);
	assert_int_equal(migrate_up(db, m, n, (struct instant){ 2 }, &err), 0);
	return db;
}

static void fill(struct db *db)
{
	static const int64_t number[] = { INT64_MIN, -1, 0, 1, INT64_MAX, 1767225600000000 };
	static const struct str octets[] = { STR_INIT(""), STR_INIT("K\xc3\xb6ln"),
					     STR_INIT("two\nlines \"q\" 'q' $1 ?1"),
					     STR_INIT("\xf0\x9f\x90\x9f") };
	static const struct str raw[] = { STR_INIT(""), STR_INIT("\0\1\xff\0"),
					  STR_INIT("\xc3\x28 no UTF-8") };

	for (size_t i = 0; i < 60; i++) {
		char b[16];
		const struct db_value v[5] = {
			{.type = i % 5 ? DB_TEXT : DB_NULL, .s = octets[i % LEN(octets)]                        },
			{ .type = i % 4 ? DB_RAW : DB_NULL, .s = raw[i % LEN(raw)]                              },
			{ .type = DB_TEXT,                  .s = { b, (size_t)snprintf(b, sizeof(b), "%zu", i) }},
			{ .type = i % 7 ? DB_INT : DB_NULL, .i = number[i % LEN(number)]                        },
			{ .type = DB_INT,                   .i = number[i % LEN(number)]                        },
		};

		dumped_row(db, v);
	}
}

static void all_comes_back(void **state)
{
	struct buf first AUTO(buf_done), second AUTO(buf_done);
	struct db *db = made_db(), *other = other_db("other.db");
	uint64_t rows;
	struct err err;

	(void)state;
	dumped_table(db);
	dumped_table(other);
	fill(db);
	assert_int_equal(
		db->driver->exec(db, "INSERT INTO machine (id, name) VALUES (7, 'a')", &err), 0);
	assert_int_equal(load_rows(other, &rows, &err), 0);
	assert_int_equal(rows, 0);
	dumped_all(db, &first);
	if (dumped_load(other, buf_str(&first), &err) != ERR_NONE)
		fail_msg("%s", err.text);
	assert_int_equal(load_rows(other, &rows, &err), 0);
	assert_int_equal(rows, 61);
	/* times of migrations are each database's own: the same in these two but for one octet */
	assert_int_equal(db->driver->exec(other, "UPDATE migration SET at = 1", &err), 0);
	dumped_all(other, &second);
	assert_true(str_eq(buf_str(&first), buf_str(&second)));
	db_close(other);
	db_close(db);
}

static void refused(struct db *from, struct db *to, enum err_kind kind, const char *says)
{
	struct buf dump AUTO(buf_done);
	uint64_t rows;
	struct err err;

	dumped_all(from, &dump);
	assert_int_equal(dumped_load(to, buf_str(&dump), &err), kind);
	if (!strstr(err.text, says))
		fail_msg("\"%s\" does not say \"%s\"", err.text, says);
	assert_int_equal(load_rows(to, &rows, &err), 0);
	assert_int_equal(rows, 0);
}

static void other_tables_are_refused(void **state)
{
	struct db *db = made_db(), *other = other_db("other.db");
	struct err err;

	(void)state;
	dumped_table(db);
	refused(db, other, ERR_INPUT, "strange");
	assert_int_equal(db->driver->exec(other,
					  "CREATE TABLE strange (t TEXT, r BLOB, c TEXT, i INTEGER,"
					  " a INTEGER PRIMARY KEY)",
					  &err),
			 0);
	refused(db, other, ERR_INPUT, "\"b\"");
	assert_int_equal(db->driver->exec(other, "ALTER TABLE strange ADD COLUMN b TEXT", &err), 0);
	refused(db, other, ERR_INPUT, "columns");
	assert_int_equal(db->driver->exec(db, "DROP TABLE strange", &err), 0);
	refused(db, other, ERR_INPUT, "no table \"strange\"");
	db_close(other);
	db_close(db);
}

static void what_the_database_refuses_is_named(void **state)
{
	struct db *db = made_db(), *other = other_db("other.db");
	struct err err;

	(void)state;
	dumped_table(db);
	fill(db);
	assert_int_equal(db->driver->exec(other,
					  "CREATE TABLE strange (t TEXT, r BLOB, b TEXT, i INTEGER"
					  " CHECK (i < 5), a INTEGER, PRIMARY KEY (a, b)) STRICT",
					  &err),
			 0);
	refused(db, other, ERR_INPUT, "of table \"strange\"");
	db_close(other);
	db_close(db);
}

static void a_table_comes_once(void **state)
{
	struct buf dump AUTO(buf_done);
	struct db *db = made_db();
	size_t at;
	struct err err;

	(void)state;
	buf_init(&dump, 10000);
	buf_add(&dump, STR(DUMP_MAGIC));
	for (int i = -1; i < 2; i++) {
		at = dump.n;
		dump_begin(&dump, i < 0 ? DUMP_HEAD : DUMP_TABLE);
		buf_add(&dump, i < 0 ? STR("\2\0\0\0\1\0\0\0s")
				     : STR("\7\0\0\0machine\2\0\2\0\0\0id\4\0\0\0name"));
		dump_finish(&dump, at);
		at = dump.n;
		if (i < 0)
			continue;
		dump_begin(&dump, DUMP_ROWS);
		buf_add(&dump, STR("\0\0\0\0\0\0\0\0"));
		dump_finish(&dump, at);
	}
	assert_int_equal(dumped_load(db, buf_str(&dump), &err), ERR_INPUT);
	assert_non_null(strstr(err.text, "twice"));
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MADE_TEST(all_comes_back),
		MADE_TEST(other_tables_are_refused),
		MADE_TEST(what_the_database_refuses_is_named),
		MADE_TEST(a_table_comes_once),
	};
	return cmocka_run_group_tests_name("store/load", tests, NULL, NULL);
}
