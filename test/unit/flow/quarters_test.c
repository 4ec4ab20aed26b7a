/* Quarters of an hour: what the ring keeps, and what is usual. */
#include "flow/quarters.h"
#include "unit.h"

enum { HOUR = 3600, QUARTER = 900 };

static struct instant at(int64_t s)
{
	return (struct instant){ (INT64_C(1700000100) / HOUR * HOUR + s) * 1000000 };
}

static void add(struct quarters *q, int64_t s, int n)
{
	for (int i = 0; i < n; i++)
		quarters_add(q, at(s));
}

static void an_hour_is_against_those_before(void **state)
{
	static const int per_hour[] = { 5, 9, 7, 100 };
	struct quarters q = { 0 };
	struct quarters_change c;

	(void)state;
	for (size_t h = 0; h < LEN(per_hour); h++)
		add(&q, (int64_t)h * HOUR + 2 * QUARTER, per_hour[h]);
	c = quarters_change(&q, at(-1), at(4 * HOUR - 1));
	assert_int_equal(c.last_hour, 100);
	assert_int_equal(c.hours, 3);
	assert_int_equal(c.usual, 7);
	assert_int_equal(quarters_hour(&q, at(3 * HOUR - 1)), 7);
	c = quarters_change(&q, at(-1), at(4 * HOUR + QUARTER)); /* half of it has gone by */
	assert_int_equal(c.last_hour, 100);
	c = quarters_change(&q, at(-1), at(5 * HOUR - 1));
	assert_int_equal(c.last_hour, 0);
	assert_int_equal(c.usual, 7);
}

static void a_short_log_has_no_hours(void **state)
{
	struct quarters q = { 0 };
	struct quarters_change c;

	(void)state;
	add(&q, 0, 3);
	add(&q, HOUR, 4);
	c = quarters_change(&q, at(0), at(HOUR));
	assert_int_equal(c.last_hour, 4);
	assert_int_equal(c.hours, 0);
	c = quarters_change(&q, WHEN_NEVER, WHEN_EVER); /* no line had a time */
	assert_int_equal(c.hours + c.last_hour + c.usual, 0);
}

static void what_is_old_is_dropped(void **state)
{
	struct quarters q = { 0 };

	(void)state;
	add(&q, 0, 3);
	add(&q, (QUARTERS_MAX - 1) * QUARTER, 1);
	assert_int_equal(quarters_hour(&q, at(0)), 3);
	add(&q, QUARTERS_MAX * QUARTER, 1);
	assert_int_equal(quarters_hour(&q, at(0)), 0);
	add(&q, 0, 1); /* late */
	assert_int_equal(quarters_hour(&q, at(0)), 0);
	add(&q, 3 * QUARTERS_MAX * QUARTER, 2);
	assert_int_equal(quarters_hour(&q, at(3 * QUARTERS_MAX * QUARTER)), 2);
	quarters_add(&q, WHEN_EVER);
}

static void a_day_is_looked_back(void **state)
{
	struct quarters q = { 0 };

	(void)state;
	for (int h = 0; h < 40; h++)
		add(&q, (int64_t)h * HOUR, h < 20 ? 1 : 50);
	assert_int_equal(quarters_change(&q, at(-HOUR), at(40 * HOUR - 1)).hours, 24);
	assert_int_equal(quarters_change(&q, at(-HOUR), at(40 * HOUR - 1)).usual, 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_hour_is_against_those_before),
		cmocka_unit_test(a_short_log_has_no_hours),
		cmocka_unit_test(what_is_old_is_dropped),
		cmocka_unit_test(a_day_is_looked_back),
	};
	return cmocka_run_group_tests_name("flow/quarters", tests, NULL, NULL);
}
