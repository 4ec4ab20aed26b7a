/* Dumps are whole, of one state, and made in slices. */
#include "dumped.h"

#define MANY 1700 /* several pages */

static void fill(struct db *db)
{
	struct db_tx tx = { 0 };
	struct err err;

	dumped_table(db);
	assert_int_equal(db_begin(&tx, db, &err), 0);
	for (int i = 0; i < MANY; i++) {
		char b[16];
		const struct db_value v[5] = {
			{.type = i % 3 ? DB_TEXT : DB_NULL, .s = STR("x")                                      },
			{ .type = i % 2 ? DB_RAW : DB_NULL, .s = { b, 4 }                                      },
			{ .type = DB_TEXT,                  .s = { b, (size_t)snprintf(b, sizeof(b), "%d", i) }},
			{ .type = DB_INT,                   .i = i % 7 ? i : INT64_MIN                         },
			{ .type = DB_INT,                   .i = i / 100                                       },
		};

		dumped_row(db, v);
	}
	assert_int_equal(db_commit(&tx, &err), 0);
}

static uint64_t rows_of(struct str dump, const char *table)
{
	struct dump_reader r AUTO(dump_reader_done);
	enum dump_fact fact;
	uint64_t n = UINT64_MAX;
	struct err err;

	dump_reader_init(&r);
	do {
		if (dump_reader_feed(&r, &dump, &fact, &err) < 0)
			fail_msg("%s", err.text);
		if (fact == DUMP_IS_ROWS && str_eq(str_of(r.table), str_of(table)))
			n = r.rows;
	} while (fact != DUMP_IS_MORE || dump.n > 0);
	assert_int_equal(dump_reader_end(&r, &err), 0);
	return n;
}

static void pages_are_the_whole(void **state)
{
	struct db *db = made_db();
	struct buf dump AUTO(buf_done);

	(void)state;
	fill(db);
	dumped_all(db, &dump);
	assert_int_equal(rows_of(buf_str(&dump), "strange"), MANY);
	assert_int_equal(rows_of(buf_str(&dump), "tenancy"), 0);
	db_close(db);
}

/* The same with rows so long that a slice ends in the middle of a page. */
static void slices_end_anywhere(void **state)
{
	static char large[100000];
	struct db *db = made_db();
	struct buf dump AUTO(buf_done);

	(void)state;
	dumped_table(db);
	for (int i = 0; i < 20; i++) {
		const struct db_value v[5] = {
			{.type = DB_TEXT,  .s = STR("x")                },
			{ .type = DB_RAW,  .s = { large, sizeof(large) }},
			{ .type = DB_TEXT, .s = STR("b")                },
			{ .type = DB_NULL},
			{ .type = DB_INT,     .i = i - 10                             },
		};

		dumped_row(db, v);
	}
	dumped_all(db, &dump);
	assert_int_equal(rows_of(buf_str(&dump), "strange"), 20);
	db_close(db);
}

static void what_is_written_meanwhile_is_not_in_it(void **state)
{
	struct buf slice AUTO(buf_done), all AUTO(buf_done);
	struct db *db = made_db(), *reader;
	struct db_value v[5];
	struct dump *d;
	bool over = false;
	struct err err;

	(void)state;
	v[0] = v[1] = v[3] = (struct db_value){ .type = DB_NULL };
	v[2] = (struct db_value){ .type = DB_TEXT, .s = STR("z") };
	v[4] = (struct db_value){ .type = DB_INT, .i = INT64_MAX };
	fill(db);
	buf_init(&slice, DUMP_SLICE_MAX);
	buf_init(&all, DUMPED_MAX);
	assert_int_equal(sqlite_open_reader(&reader, str_of(made_path("netizen.db")), &err), 0);
	assert_int_equal(dump_new(&d, reader, &err), 0);
	dumped_row(db, v);
	while (!over) {
		buf_clear(&slice);
		assert_int_equal(dump_more(d, &slice, &over, &err), 0);
		buf_add(&all, buf_str(&slice));
	}
	dump_free(d);
	assert_int_equal(rows_of(buf_str(&all), "strange"), MANY);
	buf_done(&all);
	dumped_all(reader, &all);
	assert_int_equal(rows_of(buf_str(&all), "strange"), MANY + 1);
	db_close(reader);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MADE_TEST(pages_are_the_whole),
		MADE_TEST(slices_end_anywhere),
		MADE_TEST(what_is_written_meanwhile_is_not_in_it),
	};
	return cmocka_run_group_tests_name("store/dump", tests, NULL, NULL);
}
