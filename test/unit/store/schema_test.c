/* Migrations: numbered from 1, and what has shipped stays as it is. */
#include "unit.h"

#include "store/migrate.h"

/* A step that ever made a database: its sum is written here once and never changed. */
static const int64_t shipped[] = {
	-INT64_C(8746600781469333176), -INT64_C(3512628169037361931), INT64_C(8512569307837652363),
	INT64_C(1271366436858155495),  -INT64_C(3785199515739502656), INT64_C(8210552028127690239),
};

static void steps_are_as_they_shipped(void **state)
{
	const struct migration *m;
	size_t n;

	(void)state;
	m = schema_migrations(&n);
	assert_int_equal(n, LEN(shipped));
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(m[i].number, i + 1);
		if (migrate_checksum(&m[i]) != shipped[i])
			fail_msg("step %zu is now %lld", i + 1, (long long)migrate_checksum(&m[i]));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps_are_as_they_shipped),
	};
	return cmocka_run_group_tests_name("store/schema", tests, NULL, NULL);
}
