/* Folders of programs: by process, by time and user, once, not too many. */
#include "base/buf.h"
#include "flow/script_runs.h"
#include "unit.h"

#define NOW STR("2026-11-03 08:15:00")

static void a_process_tells_its_folder(void **state)
{
	struct script_runs r = { 0 };

	(void)state;
	script_runs_add(&r, STR("/srv/a"), STR("12"), NOW);
	script_runs_add(&r, STR("/home/web1"), STR("13"), NOW);
	assert_str(script_runs_take(&r, STR("web1"), STR("12"), STR("later")), "/srv/a");
	assert_str(script_runs_take(&r, STR("web1"), STR("12"), NOW), "");
}

static void a_user_and_a_time_tell_it(void **state)
{
	struct script_runs r = { 0 };

	(void)state;
	script_runs_add(&r, STR("/home/web1/site"), STR(""), NOW);
	assert_str(script_runs_take(&r, STR("web"), STR(""), NOW), "");
	assert_str(script_runs_take(&r, STR("web1"), STR(""), STR("2026-11-03 08:15:01")), "");
	assert_str(script_runs_take(&r, STR("web1"), STR(""), NOW), "/home/web1/site");
	assert_str(script_runs_take(&r, STR("web1"), STR(""), NOW), "");
	assert_str(script_runs_take(&r, STR(""), STR(""), NOW), "");
}

static void the_last_few_are_remembered(void **state)
{
	struct script_runs r = { 0 };
	struct buf AUTO(buf_done) b;

	(void)state;
	buf_init(&b, 50);
	for (unsigned i = 0; i <= SCRIPT_RUNS_MAX; i++) {
		buf_clear(&b);
		buf_fmt(&b, "/home/u%u", i);
		script_runs_add(&r, buf_str(&b), STR(""), NOW);
	}
	assert_str(script_runs_take(&r, STR("u0"), STR(""), NOW), "");
	assert_str(script_runs_take(&r, STR("u1"), STR(""), NOW), "/home/u1");
}

static void long_folders_are_left_out(void **state)
{
	char text[SCRIPT_RUNS_FOLDER_MAX + 1];
	struct script_runs r = { 0 };

	(void)state;
	memset(text, 'x', sizeof(text));
	script_runs_add(&r, (struct str){ text, sizeof(text) }, STR("1"), NOW);
	assert_str(script_runs_take(&r, STR(""), STR("1"), NOW), "");
	script_runs_add(&r, (struct str){ text, sizeof(text) - 1 }, STR("1"), NOW);
	assert_int_equal(script_runs_take(&r, STR(""), STR("1"), NOW).n, SCRIPT_RUNS_FOLDER_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_process_tells_its_folder),
		cmocka_unit_test(a_user_and_a_time_tell_it),
		cmocka_unit_test(the_last_few_are_remembered),
		cmocka_unit_test(long_folders_are_left_out),
	};
	return cmocka_run_group_tests_name("flow/script_runs", tests, NULL, NULL);
}
