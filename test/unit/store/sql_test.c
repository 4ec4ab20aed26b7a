/* Statements: each has a text, and its values are numbered without gaps. */
#include "unit.h"

#include "store/query.h"

static void values_are_numbered_without_gaps(void **state)
{
	(void)state;
	for (enum sql sql = 0; sql < SQL_COUNT; sql++) {
		bool seen[DB_VALUES_MAX + 1] = { false };
		unsigned most = 0;

		assert_non_null(sql_text(sql));
		for (const char *p = sql_text(sql); *p; p++) {
			unsigned n = 0;

			if (*p != '$')
				continue;
			while (p[1] >= '0' && p[1] <= '9')
				n = 10 * n + (unsigned)(*++p - '0');
			assert_in_range(n, 1, DB_VALUES_MAX);
			seen[n] = true;
			most = n > most ? n : most;
		}
		for (unsigned i = 1; i <= most; i++)
			if (!seen[i])
				fail_msg("no $%u in: %s", i, sql_text(sql));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_numbered_without_gaps),
	};
	return cmocka_run_group_tests_name("store/sql", tests, NULL, NULL);
}
