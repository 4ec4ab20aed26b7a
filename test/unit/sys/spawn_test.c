/* Programs started by argv: what they get, how they end, what is said when they cannot start. */
#include "sys/spawn.h"

#include "unit.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

static int run(const char *const *argv, const struct spawn_fd *fd, size_t fds,
	       struct spawn_end *end)
{
	struct spawn s = { .path = argv[0], .argv = argv, .fd = fd, .fds = fds, .bare = true };
	struct err err;
	pid_t pid;

	if (spawn_start(&s, &pid, &err) < 0)
		return -1;
	return spawn_wait(pid, SPAN_S(20), end, &err);
}

static void output_goes_where_it_is_wanted(void **state)
{
	const char *const argv[] = { "sh", "-c", "echo $HIDDEN$0 >&5; ls /proc/self/fd | wc -l >&1",
				     NULL };
	struct spawn_end end;
	struct spawn_fd fd[2];
	char text[64] = "";
	int five[2], one[2];

	(void)state;
	setenv("HIDDEN", "secret", 1);
	assert_int_equal(pipe2(five, O_CLOEXEC), 0);
	assert_int_equal(pipe2(one, O_CLOEXEC), 0);
	fd[0] = (struct spawn_fd){ five[1], 5 };
	fd[1] = (struct spawn_fd){ one[1], 1 };
	assert_int_equal(run(argv, fd, 2, &end), 0);
	assert_false(end.killed);
	assert_int_equal(end.code, 0);
	assert_int_equal(read(five[0], text, sizeof(text)), 3);
	assert_memory_equal(text, "sh\n", 3);
	assert_int_equal(read(one[0], text, sizeof(text)), 2);
	assert_memory_equal(text, "5\n", 2); /* 0, 1, 2, 5 and the folder that ls reads */
	for (int i = 0; i < 2; i++) {
		close(five[i]);
		close(one[i]);
	}
}

static void ends_are_told(void **state)
{
	const char *const leaves[] = { "sh", "-c", "exit 3", NULL };
	const char *const dies[] = { "sh", "-c", "kill -9 $$", NULL };
	char text[SPAWN_END_MAX];
	struct spawn_end end;

	(void)state;
	assert_int_equal(run(leaves, NULL, 0, &end), 0);
	assert_string_equal(spawn_end_text(&end, text), "left with 3");
	assert_int_equal(run(dies, NULL, 0, &end), 0);
	assert_string_equal(spawn_end_text(&end, text), "killed by signal 9");
}

static void a_missing_program_is_named(void **state)
{
	const char *const argv[] = { "/nowhere/no-such-program", NULL };
	struct spawn s = { .path = argv[0], .argv = argv };
	struct err err;
	pid_t pid;

	(void)state;
	assert_int_equal(spawn_start(&s, &pid, &err), -1);
	assert_int_equal(err.kind, ERR_GONE);
	assert_non_null(strstr(err.text, "no-such-program"));
}

static void one_that_does_not_end_is_killed(void **state)
{
	const char *const argv[] = { "sleep", "60", NULL };
	struct spawn s = { .path = argv[0], .argv = argv };
	struct spawn_end end;
	struct err err;
	pid_t pid;

	(void)state;
	assert_int_equal(spawn_start(&s, &pid, &err), 0);
	assert_int_equal(spawn_wait(pid, SPAN_MS(50), &end, &err), -1);
	assert_int_equal(err.kind, ERR_LATER);
	assert_true(end.killed);
	assert_int_equal(end.code, SIGKILL);
}

static void children_are_reaped_in_passing(void **state)
{
	const char *const argv[] = { "true", NULL };
	struct spawn s = { .path = argv[0], .argv = argv };
	struct spawn_end end;
	struct err err;
	pid_t pid;

	(void)state;
	assert_false(spawn_reap(&end));
	assert_int_equal(spawn_start(&s, &pid, &err), 0);
	for (int i = 0; i < 2000 && !spawn_reap(&end); i++)
		usleep(5000);
	assert_int_equal(end.pid, pid);
	assert_int_equal(end.code, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(output_goes_where_it_is_wanted),
		cmocka_unit_test(ends_are_told),
		cmocka_unit_test(a_missing_program_is_named),
		cmocka_unit_test(one_that_does_not_end_is_killed),
		cmocka_unit_test(children_are_reaped_in_passing),
	};

	return cmocka_run_group_tests_name("sys/spawn", tests, NULL, NULL);
}
