/* Runs in order: joined, met and bridged, against looking at each address. */
#include "store/runs.h"

#include "base/rng.h"
#include "unit.h"

static struct range run_of(const char *text)
{
	struct range r;

	if (range_parse(str_of(text), &r, NULL) < 0)
		fail_msg("%s", text);
	return r;
}

static void runs_are_joined_where_they_overlap(void **state)
{
	struct range run[] = { run_of("2001:db8::/64"),         run_of("192.0.2.5-192.0.2.9"),
			       run_of("192.0.2.0-192.0.2.20"),  run_of("192.0.2.20-192.0.2.30"),
			       run_of("192.0.2.31-192.0.2.32"), run_of("192.0.2.31") };
	char text[RANGE_TEXT_MAX + 1];

	(void)state;
	assert_int_equal(runs_tidy(run, LEN(run)), 3);
	assert_string_equal(range_text(run[0], text), "192.0.2.0-192.0.2.30");
	assert_string_equal(range_text(run[1], text), "192.0.2.31-192.0.2.32");
	assert_string_equal(range_text(run[2], text), "2001:db8::/64");
	assert_int_equal(runs_tidy(NULL, 0), 0);
}

static void gaps_up_to_the_limit_are_bridged(void **state)
{
	static const struct {
		uint64_t most;
		size_t want;
	} row[] = {
		{0,           5},
                { 1,          4},
                { 2,          3},
                { 1 << 20,    2},
                { UINT64_MAX, 2},
	};
	const struct range run[] = { run_of("192.0.2.1"), run_of("192.0.2.2"),
				     run_of("192.0.2.4"), run_of("192.0.2.7"),
				     run_of("192.0.3.7"), run_of("2001:db8::/64") };
	struct range out[LEN(run)];

	(void)state;
	for (size_t i = 0; i < LEN(row); i++) {
		assert_int_equal(runs_bridge(run, LEN(run), row[i].most, out), row[i].want);
		assert_true(ip_eq(out[0].lo, run[0].lo));
		assert_true(ip_eq(out[row[i].want - 1].hi, run[LEN(run) - 1].hi));
	}
	assert_int_equal(runs_bridge(run, 0, 5, out), 0);
}

static struct range some_range(struct rng *rng)
{
	unsigned lo = (unsigned)rng_below(rng, 200);

	return (struct range){ ip4(10, 0, 0, lo), ip4(10, 0, 0, lo + (unsigned)rng_below(rng, 8)) };
}

static void runs_meet_what_they_overlap(void **state)
{
	struct rng rng = rng_of(3);

	(void)state;
	for (unsigned i = 0; i < 2000; i++) {
		struct range run[10], all[10], r = some_range(&rng);
		size_t n = rng_below(&rng, LEN(run) + 1);
		bool want = false;

		for (size_t k = 0; k < n; k++) {
			all[k] = run[k] = some_range(&rng);
			want |= range_overlaps(all[k], r);
		}
		assert_int_equal(runs_meet(run, runs_tidy(run, n), r), want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_are_joined_where_they_overlap),
		cmocka_unit_test(gaps_up_to_the_limit_are_bridged),
		cmocka_unit_test(runs_meet_what_they_overlap),
	};
	return cmocka_run_group_tests_name("store/runs", tests, NULL, NULL);
}
