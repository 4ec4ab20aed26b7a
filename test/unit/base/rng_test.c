/* Random numbers for jitter and tests: repeatable, bounded, spread. */
#include "unit.h"

#include "base/rng.h"

static void the_same_seed_gives_the_same(void **state)
{
	struct rng a = rng_of(1);
	struct rng b = rng_of(1);
	struct rng c = rng_of(2);
	int same = 0;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		uint64_t v = rng_u64(&a);

		assert_true(v == rng_u64(&b));
		same += v == rng_u64(&c);
	}
	assert_true(same < 2);
}

static void a_seed_of_nothing_works(void **state)
{
	struct rng r = rng_of(0);
	uint64_t seen = 0;

	(void)state;
	for (int i = 0; i < 64; i++)
		seen |= rng_u64(&r);
	assert_true(seen == UINT64_MAX);
}

static void below_stays_below_and_reaches_all(void **state)
{
	static const uint64_t limit[] = { 1, 2, 3, 7, 10, 64 };
	struct rng r = rng_of(3);

	(void)state;
	for (size_t i = 0; i < LEN(limit); i++) {
		uint64_t seen = 0;

		for (int k = 0; k < 10000; k++) {
			uint64_t v = rng_below(&r, limit[i]);

			assert_true(v < limit[i]);
			seen |= UINT64_C(1) << v;
		}
		assert_true(seen == UINT64_MAX >> (64 - limit[i]));
	}
	for (int k = 0; k < 1000; k++)
		assert_true(rng_below(&r, UINT64_MAX) < UINT64_MAX);
}

static void it_is_spread_evenly(void **state)
{
	struct rng r = rng_of(4);
	unsigned count[10] = { 0 };

	(void)state;
	for (int i = 0; i < 100000; i++)
		count[rng_below(&r, 10)]++;
	for (size_t i = 0; i < 10; i++)
		assert_true(count[i] > 9500 && count[i] < 10500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_seed_gives_the_same),
		cmocka_unit_test(a_seed_of_nothing_works),
		cmocka_unit_test(below_stays_below_and_reaches_all),
		cmocka_unit_test(it_is_spread_evenly),
	};

	return cmocka_run_group_tests_name("base/rng", tests, NULL, NULL);
}
