/* Scores by account. */
#include "flow/spam_scores.h"
#include "unit.h"

static void scores_are_summed(void **state)
{
	struct spam_scores s = { 0 };

	(void)state;
	spam_scores_add(&s, 3, -2000, false);
	spam_scores_add(&s, 3, -1000, false);
	spam_scores_add(&s, 70000, 15500, true);
	spam_scores_add(&s, 3, 4000, true);
	spam_scores_add(&s, UINT32_MAX, 9000, true);
	assert_int_equal(s.row[3].seen, 3);
	assert_int_equal(s.row[3].spam, 1);
	assert_int_equal(s.row[3].sum, 1000);
	assert_int_equal(s.row[3].most, 4000);
	assert_int_equal(s.row[70000].most, 15500);
	assert_int_equal(s.row[4].seen, 0);
	assert_int_equal(s.all.seen, 5);
	assert_int_equal(s.all.spam, 3);
	spam_scores_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scores_are_summed),
	};
	return cmocka_run_group_tests_name("flow/spam_scores", tests, NULL, NULL);
}
