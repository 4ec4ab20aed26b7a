/* What passes for a forward: soon, on the same machine, a few times. */
#include "flow/forwards.h"
#include "unit.h"

static void only_soon_and_there(void **state)
{
	struct forwards AUTO(forwards_done) f = { 0 };

	(void)state;
	assert_false(forwards_take(&f, 5, 1, 100));
	forwards_add(&f, 5, 1, 100);
	assert_true(forwards_take(&f, 5, 1, 100));
	assert_true(forwards_take(&f, 5, 1, 100 + FORWARDS_SOON));
	assert_false(forwards_take(&f, 5, 1, 101 + FORWARDS_SOON));
	assert_false(forwards_take(&f, 5, 1, 99));
	assert_false(forwards_take(&f, 5, 2, 100));
	assert_false(forwards_take(&f, 5 + FORWARDS_MAX, 1, 100));
}

static void only_a_few_times(void **state)
{
	struct forwards AUTO(forwards_done) f = { 0 };

	(void)state;
	forwards_add(&f, 5, 1, 100);
	for (int i = 0; i < FORWARDS_TIMES; i++)
		assert_true(forwards_take(&f, 5, 1, 100));
	assert_false(forwards_take(&f, 5, 1, 100));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_soon_and_there),
		cmocka_unit_test(only_a_few_times),
	};
	return cmocka_run_group_tests_name("flow/forwards", tests, NULL, NULL);
}
