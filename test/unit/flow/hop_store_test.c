/* Marks by key: found newest first, the oldest gone, one key named without end. */
#include "flow/hop_store.h"
#include "unit.h"

static void add(struct hop_store *s, uint64_t key, uint32_t at_s)
{
	const struct hop_mark mark = { .key = key, .at_s = at_s };

	hop_store_add(s, &mark);
}

static void those_of_a_key_are_found(void **state)
{
	struct hop_store AUTO(hop_store_done) s = { 0 };
	struct hop_mark *got[HOP_STORE_SAME];

	(void)state;
	assert_int_equal(hop_store_find(&s, 7, got), 0);
	for (uint32_t i = 0; i < 3000; i++)
		add(&s, i % 1500, i);
	assert_int_equal(hop_store_find(&s, 7, got), 2);
	assert_int_equal(got[0]->at_s, 1507);
	assert_int_equal(got[1]->at_s, 7);
	assert_int_equal(hop_store_find(&s, 1500, got), 0);
}

static void the_oldest_makes_room(void **state)
{
	struct hop_store AUTO(hop_store_done) s = { 0 };
	struct hop_mark *got[HOP_STORE_SAME];

	(void)state;
	for (uint32_t i = 0; i < HOP_STORE_MAX + 1000; i++)
		add(&s, i, i);
	assert_int_equal(s.marks, HOP_STORE_MAX);
	assert_int_equal(hop_store_find(&s, 999, got), 0);
	assert_int_equal(hop_store_find(&s, 1000, got), 1);
	assert_int_equal(hop_store_find(&s, HOP_STORE_MAX + 999, got), 1);
}

static void one_key_without_end_costs_no_more(void **state)
{
	struct hop_store AUTO(hop_store_done) s = { 0 };
	struct hop_mark *got[HOP_STORE_SAME];

	(void)state;
	for (uint32_t i = 0; i < 2 * HOP_STORE_MAX; i++)
		add(&s, 5, i);
	assert_int_equal(hop_store_find(&s, 5, got), HOP_STORE_SAME);
	assert_int_equal(got[0]->at_s, 2 * HOP_STORE_MAX - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(those_of_a_key_are_found),
		cmocka_unit_test(the_oldest_makes_room),
		cmocka_unit_test(one_key_without_end_costs_no_more),
	};
	return cmocka_run_group_tests_name("flow/hop_store", tests, NULL, NULL);
}
