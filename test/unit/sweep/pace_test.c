/* The bucket: evenly, after a rest no more than its depth, no limit at rate 0. */
#include "unit.h"

#include "sweep/pace.h"

/* How many go between two times, asked every millisecond. */
static unsigned go(struct pace *p, int64_t from_ms, int64_t to_ms)
{
	unsigned n = 0;

	for (int64_t ms = from_ms; ms < to_ms; ms++) {
		while (n < 1000000 && pace_ready(p, SPAN_MS(ms))) {
			pace_take(p);
			n++;
		}
	}
	return n;
}

static void a_rate_is_kept(void **state)
{
	struct pace p = pace_of(200);

	(void)state;
	assert_in_range(go(&p, 1000, 11000), 1990, 2010);
	assert_in_range(go(&p, 60000, 60001), 10, 10); /* after a rest: a twentieth of a second */
}

static void slow_rates_give_one_at_a_time(void **state)
{
	struct pace p = pace_of(1);

	(void)state;
	assert_int_equal(go(&p, 1000, 1001), 1);
	assert_in_range(pace_wait(&p).us, 990000, 1000001);
	assert_int_equal(go(&p, 1001, 1999), 0);
	assert_int_equal(go(&p, 2001, 2002), 1);
}

static void no_rate_is_no_limit(void **state)
{
	struct pace p = pace_of(0);

	(void)state;
	assert_int_equal(go(&p, 0, 1), 1000000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rate_is_kept),
		cmocka_unit_test(slow_rates_give_one_at_a_time),
		cmocka_unit_test(no_rate_is_no_limit),
	};

	return cmocka_run_group_tests_name("sweep/pace", tests, NULL, NULL);
}
