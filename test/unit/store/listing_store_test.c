/* What the contract (test/store) cannot see: that the indexes are used. */
#include "made.h"

#include "store/listing_store.h"
#include "store/sql.h"

#include <sqlite3.h>

/* Each statement that runs for every job or page, and the index that must carry it. */
static const struct {
	enum sql sql;
	const char *uses;
} plan[] = {
	{SQL_LISTING_IN,           "listing_place (zone=? AND bits=? AND lo>? AND lo<?)"},
	{ SQL_LISTING_NAMED,       "listing_named (zone=? AND name=?)"                  },
	{ SQL_LISTING_DUE,         "listing_due (zone=? AND next<?)"                    },
	{ SQL_LISTING_NEXT,        "listing_due (zone=?"                                },
	{ SQL_LISTING_BITS,        "listing_place (zone=?"                              },
	{ SQL_LISTING_ALL_BITS,    "listing_around (bits>?"                             },
	{ SQL_LISTING_PAGE_AROUND, "listing_around (bits=? AND lo>? AND lo<?)"          },
	{ SQL_LISTING_PAGE_OPEN,   "listing_open"                                       },
	{ SQL_LISTING_COUNT,       "COVERING INDEX listing_count"                       },
	{ SQL_LISTING_HISTORY,     "listing_changes (listing=?)"                        },
	{ SQL_PTR_LAST,            "ptr_address (ip=?)"                                 },
	{ SQL_PTR_OF,              "ptr_address (ip=?)"                                 },
};

static void explain(sqlite3 *db, enum sql sql, char *out, size_t room)
{
	char text[4096];
	sqlite3_stmt *stmt;
	size_t n = 0;

	snprintf(text, sizeof(text), "EXPLAIN QUERY PLAN %s", sql_text(sql));
	assert_int_equal(sqlite3_prepare_v2(db, text, -1, &stmt, NULL), SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW)
		n += (size_t)snprintf(out + n, room - n, "%s; ", sqlite3_column_text(stmt, 3));
	sqlite3_finalize(stmt);
}

static void indexes_carry_what_is_asked_often(void **state)
{
	struct db *db = made_db();
	sqlite3 *bare;
	char got[4096];

	(void)state;
	db_close(db);
	assert_int_equal(sqlite3_open(made_path("netizen.db"), &bare), SQLITE_OK);
	for (size_t i = 0; i < LEN(plan); i++) {
		explain(bare, plan[i].sql, got, sizeof(got));
		if (!strstr(got, plan[i].uses))
			fail_msg("not by %s: %s", plan[i].uses, got);
	}
	sqlite3_close(bare);
}

/* Steps of the engine, not time: a few for each length, however many rows have it. */
static void lengths_are_found_without_reading_all(void **state)
{
	static const char fill[] =
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
		" INSERT INTO listing (zone, bits, lo, hi, name, state, since, confirmed, last,"
		" clean, until, next, codes, meaning, reason, server, severity, kind, policy,"
		" serial, returns, baseline, held, changed) SELECT 'a', 120 + 8 * (i % 2),"
		" CAST(i AS BLOB), CAST(i AS BLOB),"
		" '', 3, 1, 1, 1, 1, 1, 1, x'', x'', x'', '', 1, 1, 0, 0, 0, 0, 0, 0 FROM n";
	static const enum sql sql[] = { SQL_LISTING_BITS, SQL_LISTING_ALL_BITS };
	struct db *db = made_db();
	sqlite3 *bare;

	(void)state;
	db_close(db);
	assert_int_equal(sqlite3_open(made_path("netizen.db"), &bare), SQLITE_OK);
	assert_int_equal(sqlite3_exec(bare, fill, NULL, NULL, NULL), SQLITE_OK);
	for (size_t i = 0; i < LEN(sql); i++) {
		sqlite3_stmt *stmt;
		int rows = 0;

		assert_int_equal(sqlite3_prepare_v2(bare, sql_text(sql[i]), -1, &stmt, NULL),
				 SQLITE_OK);
		if (sql[i] == SQL_LISTING_BITS)
			sqlite3_bind_text(stmt, 1, "a", 1, SQLITE_STATIC);
		while (sqlite3_step(stmt) == SQLITE_ROW)
			rows++;
		assert_int_equal(rows, 2);
		assert_true(sqlite3_stmt_status(stmt, SQLITE_STMTSTATUS_VM_STEP, 0) < 1000);
		sqlite3_finalize(stmt);
	}
	sqlite3_close(bare);
}

static void no_part_has_no_listing(void **state)
{
	const struct listing_place nowhere = { .zone = STR("a") };
	struct arena arena AUTO(arena_done) = { 0 };
	struct db *db = made_db();
	struct listings got;
	struct err err;

	(void)state;
	assert_int_equal(listing_store_load(db, &nowhere, &arena, &got, &err), 0);
	assert_int_equal(got.n, 0);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MADE_TEST(indexes_carry_what_is_asked_often),
		MADE_TEST(lengths_are_found_without_reading_all),
		MADE_TEST(no_part_has_no_listing),
	};
	return cmocka_run_group_tests_name("store/listing_store", tests, NULL, NULL);
}
