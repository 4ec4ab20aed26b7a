/* The COPY of a plain insert, and its rows. */
#include "unit.h"

#include "store/pgcopy.h"
#include "store/sql.h"

static const struct {
	const char *insert, *copy; /* NULL: there is none */
} text[] = {
	{"INSERT INTO t (a) VALUES ($1)",                             "COPY t (a) FROM STDIN (FORMAT binary)"},
	{ "INSERT INTO t_1 (a, b_2) VALUES ($1, $2)",
         "COPY t_1 (a, b_2) FROM STDIN (FORMAT binary)"                                                      },
	{ "INSERT INTO \"t\" (\"a\", \"b\") VALUES ($1, $2)",
         "COPY \"t\" (\"a\", \"b\") FROM STDIN (FORMAT binary)"                                              },
	{ "INSERT INTO t (a, b) VALUES ($2, $1)",                     NULL                                   },
	{ "INSERT INTO t (a, b) VALUES ($1)",                         NULL                                   },
	{ "INSERT INTO t (a) VALUES ($1, $2)",                        NULL                                   },
	{ "INSERT INTO t (a, b) VALUES ($1, 0)",                      NULL                                   },
	{ "INSERT INTO t (a) VALUES ($1) RETURNING id",               NULL                                   },
	{ "INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) DO NOTHING", NULL                                   },
	{ "INSERT INTO t (a) SELECT $1",                              NULL                                   },
	{ "INSERT INTO t VALUES ($1)",                                NULL                                   },
	{ "INSERT INTO t (a",					 NULL				   },
	{ "INSERT INTO t (a)",					NULL                                   },
	{ "INSERT INTO t () VALUES ()",                               NULL                                   },
	{ "INSERT INTO t",					    NULL				   },
	{ "UPDATE t SET a = $1",				      NULL                                   },
	{ "",							 NULL				   },
};

static void only_plain_ones_have_a_copy(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(text); i++) {
		struct buf got AUTO(buf_done);
		bool has;

		buf_init(&got, PGCOPY_TEXT_MAX);
		has = pgcopy_text(str_of(text[i].insert), &got);
		if (has != !!text[i].copy || (has && !str_eq(buf_str(&got), str_of(text[i].copy))))
			fail_msg("%s: %s", text[i].insert, buf_c(&got));
	}
}

/* What an import adds by the million. */
static void the_large_tables_have_one(void **state)
{
	static const enum sql sql[] = { SQL_MACHINE_FACT_ADD, SQL_CUSTOMER_FACT_ADD,
					SQL_PREFIX_FACT_ADD, SQL_TENANCY_ADD, SQL_HOLDING_ADD };

	(void)state;
	for (size_t i = 0; i < LEN(sql); i++) {
		struct buf got AUTO(buf_done);

		buf_init(&got, PGCOPY_TEXT_MAX);
		if (!pgcopy_text(str_of(sql_text(sql[i])), &got))
			fail_msg("%s", sql_text(sql[i]));
	}
}

static void one_that_is_too_long_has_none(void **state)
{
	struct buf got AUTO(buf_done);

	(void)state;
	buf_init(&got, 20);
	assert_false(pgcopy_text(STR("INSERT INTO t (a) VALUES ($1)"), &got));
}

static void a_row_is_counted_values(void **state)
{
	const char *const p[] = { "ab", NULL, "" };
	const int n[] = { 2, 7, 0 };
	const struct pgcopy_row row = { p, n, 3 };
	struct buf got AUTO(buf_done);

	(void)state;
	buf_init(&got, 100);
	pgcopy_put(&got, &row);
	assert_int_equal(got.n, 16);
	assert_memory_equal(got.p, "\0\3\0\0\0\2ab\377\377\377\377\0\0\0\0", 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_plain_ones_have_a_copy),
		cmocka_unit_test(the_large_tables_have_one),
		cmocka_unit_test(one_that_is_too_long_has_none),
		cmocka_unit_test(a_row_is_counted_values),
	};
	return cmocka_run_group_tests_name("store/pgcopy", tests, NULL, NULL);
}
