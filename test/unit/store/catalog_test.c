/* Tables in an order in which they can be filled; what no schema of ours has is refused. */
#include "made.h"

#include "base/arena.h"
#include "store/catalog.h"
#include "store/schema.h"

static size_t place_of(const struct catalog *c, const char *name)
{
	const struct catalog_table *t = catalog_find(c, str_of(name));

	assert_non_null(t);
	return (size_t)(t - c->table);
}

static void a_table_stands_behind_those_it_refers_to(void **state)
{
	static const char *const order[][2] = {
		{"customer",  "customer_fact"},
                { "machine",  "tenancy"      },
		{ "customer", "tenancy"      },
                { "import",   "machine_fact" },
		{ "prefix",   "prefix_fact"  },
                { "machine",  "holding"      },
	};
	struct arena arena AUTO(arena_done) = { 0 };
	struct db *db = made_db();
	struct catalog c;
	struct err err;

	(void)state;
	assert_int_equal(catalog_read(db, &arena, &c, &err), 0);
	for (size_t i = 0; i < LEN(order); i++)
		assert_true(place_of(&c, order[i][0]) < place_of(&c, order[i][1]));
	assert_null(catalog_find(&c, STR("sqlite_schema")));
	assert_null(catalog_find(&c, STR("custome")));
	db_close(db);
}

/* What a migration makes is in every backup: nobody has to remember to add it. */
static void every_table_of_the_schema_is_there(void **state)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct db *db = made_db();
	const struct migration *m;
	struct catalog c;
	struct err err;
	size_t n, tables = 1; /* migration itself */

	(void)state;
	m = schema_migrations(&n);
	assert_int_equal(catalog_read(db, &arena, &c, &err), 0);
	for (size_t i = 0; i < n; i++) {
		for (const char *p = m[i].text; (p = strstr(p, "CREATE TABLE ")); tables++) {
			struct str rest = str_of(p += strlen("CREATE TABLE ")), name;

			assert_true(str_cut(&rest, ' ', &name));
			if (!catalog_find(&c, name))
				fail_msg("no table \"%.*s\"", STR_ARG(name));
		}
	}
	for (size_t i = 0; i < n; i++) /* one that was made anew */
		for (const char *p = m[i].text; (p = strstr(p, "DROP TABLE ")); p++)
			tables--;
	assert_int_equal(c.tables, tables);
	db_close(db);
}

static void columns_and_keys_are_told(void **state)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct db *db = made_db();
	const struct catalog_table *t;
	struct catalog c;
	struct err err;

	(void)state;
	assert_int_equal(db->driver->exec(db,
					  "CREATE TABLE pair (x INTEGER, b TEXT, a INTEGER,"
					  " PRIMARY KEY (a, b)) STRICT",
					  &err),
			 0);
	assert_int_equal(catalog_read(db, &arena, &c, &err), 0);
	t = catalog_find(&c, STR("pair"));
	assert_non_null(t);
	assert_int_equal(t->columns, 3);
	assert_int_equal(t->keys, 2);
	assert_str(t->column[1].name, "b");
	assert_int_equal(t->column[0].key, 0);
	assert_int_equal(t->column[1].key, 2);
	assert_int_equal(t->column[2].key, 1);
	db_close(db);
}

static const struct {
	const char *label, *text;
} strange[] = {
	{"no primary key",    "CREATE TABLE loose (a INTEGER)"                               },
	{ "a strange column", "CREATE TABLE odd (id INTEGER PRIMARY KEY, \"a\"\"b\" INTEGER)"},
	{ "a strange name",   "CREATE TABLE \"A b\" (id INTEGER PRIMARY KEY)"                },
	{ "a circle",
         "CREATE TABLE hen (id INTEGER PRIMARY KEY, egg INTEGER REFERENCES egg (id));"
	  "CREATE TABLE egg (id INTEGER PRIMARY KEY, hen INTEGER REFERENCES hen (id))"       },
};

static void strange_tables_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(strange); i++) {
		struct arena arena AUTO(arena_done) = { 0 };
		struct db *db = made_db();
		struct db_tx tx = { 0 };
		struct catalog c;
		struct err err;

		assert_int_equal(db_begin(&tx, db, &err), 0);
		if (db->driver->exec(db, strange[i].text, &err) < 0)
			fail_msg("%s", err.text);
		if (catalog_read(db, &arena, &c, &err) == 0 || err.kind != ERR_SYS)
			fail_msg("%s", strange[i].label);
		db_rollback(&tx);
		db_close(db);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MADE_TEST(a_table_stands_behind_those_it_refers_to),
		MADE_TEST(every_table_of_the_schema_is_there),
		MADE_TEST(columns_and_keys_are_told),
		MADE_TEST(strange_tables_are_refused),
	};
	return cmocka_run_group_tests_name("store/catalog", tests, NULL, NULL);
}
