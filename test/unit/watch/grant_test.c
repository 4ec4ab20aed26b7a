/* A grant is spent once, by its day, and what is given back may be spent again. */
#include "watch/grant.h"

#include "unit.h"

#define DAY INT64_C(86400000000)

static uint32_t take(struct grant *g, uint32_t n, int64_t at)
{
	struct till till = grant_till(g);
	const struct till_wish wish = { NULL, n, { at } };
	struct budget_grant got;
	struct err err;

	assert_int_equal(till.take(till.ctx, &wish, &got, &err), TILL_GRANTED);
	if (got.n == 0)
		assert_true(got.again.us == WHEN_NEVER.us);
	return got.n;
}

static void never_more_than_granted(void **state)
{
	struct grant g = { 100, { 5 * DAY } };
	struct till till = grant_till(&g);

	(void)state;
	assert_int_equal(take(&g, 60, 5 * DAY), 60);
	assert_int_equal(take(&g, 60, 5 * DAY + 1), 40);
	assert_int_equal(take(&g, 1, 5 * DAY + 2), 0);
	till.give(till.ctx, NULL, 7, (struct instant){ 5 * DAY });
	assert_int_equal(take(&g, 60, 5 * DAY + 3), 7);
	assert_int_equal(g.left, 0);
}

static void not_on_another_day(void **state)
{
	struct grant g = { 100, { 5 * DAY + DAY - 1 } };

	(void)state;
	assert_int_equal(take(&g, 1, 5 * DAY), 1);
	assert_int_equal(take(&g, 1, 6 * DAY), 0);
	assert_int_equal(take(&g, 1, 5 * DAY - 1), 0);
	assert_int_equal(g.left, 99);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(never_more_than_granted),
		cmocka_unit_test(not_on_another_day),
	};

	return cmocka_run_group_tests_name("watch/grant", tests, NULL, NULL);
}
