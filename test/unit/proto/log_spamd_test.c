/* spamd's results: verdict, points, for whom. */
#include "proto/log_spamd.h"
#include "unit.h"

static void results_are_read(void **state)
{
	struct spamd_line got;

	(void)state;
	assert_true(
		spamd_line_read(STR("spamd: result: Y 12 - A,B scantime=1.2,size=3,user=anna,uid=1,"
				    "required_score=5.0,mid=<1@c,user=bert>,autolearn=no"),
				&got));
	assert_true(got.spam);
	assert_int_equal(got.score, 12000);
	assert_str(got.user, "anna");
	assert_str(got.message_id, "<1@c,user=bert>,autolearn=no");
	assert_true(
		spamd_line_read(STR("spamd: result: . -2 - A scantime=1,mid=<x,user=y>"), &got));
	assert_false(got.spam);
	assert_int_equal(got.score, -2000);
	assert_str(got.user, "");
}

static void other_lines_are_none(void **state)
{
	static const char *const line[] = { "", "spamd: result: ", "spamd: result: Y x - ",
					    "spamd: clean message (1.0/5.0) for anna:1",
					    "x spamd: result: Y 12 - A" };
	struct spamd_line got;

	(void)state;
	for (size_t i = 0; i < LEN(line); i++)
		if (spamd_line_read(str_of(line[i]), &got))
			fail_msg("%s", line[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(results_are_read),
		cmocka_unit_test(other_lines_are_none),
	};
	return cmocka_run_group_tests_name("proto/log_spamd", tests, NULL, NULL);
}
