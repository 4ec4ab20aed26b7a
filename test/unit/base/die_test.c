/* Leaving: the line it writes and the signal it leaves with; memory that is there. */
#include "unit.h"

#include "base/die.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs `fn` in a child; its standard error goes into `said`. Returns the status. */
static int leave(void (*fn)(void), char *said, size_t max)
{
	int pipe_fd[2];
	int status;
	ssize_t n;
	size_t got = 0;
	pid_t pid;

	assert_int_equal(pipe(pipe_fd), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		signal(SIGABRT, SIG_DFL);
		dup2(pipe_fd[1], 2);
		fn();
		_exit(0);
	}
	close(pipe_fd[1]);
	while (got < max - 1 && (n = read(pipe_fd[0], said + got, max - 1 - got)) > 0)
		got += (size_t)n;
	said[got] = '\0';
	close(pipe_fd[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void say_and_die(void)
{
	die("%s is %d", "this", 7);
}

static void fail_a_condition(void)
{
	int one = 1;

	die_if(one + one == 2);
}

static void pass_a_condition(void)
{
	int one = 1;

	die_if(one + one == 3);
}

static void ask_for_too_much(void)
{
	size_t much = SIZE_MAX / 2;

	mem_grow(NULL, much, 3);
}

static void it_says_why(void **state)
{
	char said[512];
	int status = leave(say_and_die, said, sizeof(said));

	(void)state;
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	assert_string_equal(said, "fatal: this is 7\n");
}

static void a_condition_names_its_place(void **state)
{
	char said[512];
	int status = leave(fail_a_condition, said, sizeof(said));

	(void)state;
	assert_true(WIFSIGNALED(status));
	assert_non_null(strstr(said, "die_test.c:"));
	assert_non_null(strstr(said, "one + one == 2"));
	status = leave(pass_a_condition, said, sizeof(said));
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_string_equal(said, "");
}

static void an_overflow_leaves(void **state)
{
	char said[512];
	int status = leave(ask_for_too_much, said, sizeof(said));

	(void)state;
	assert_false(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	/* a sanitizer's allocator may be the first to refuse, in its own words */
	assert_true(strstr(said, "fatal: out of memory") || strstr(said, "overflow"));
}

static void memory_is_zeroed_and_never_null(void **state)
{
	unsigned char *p = mem_new(10, 10);

	(void)state;
	for (int i = 0; i < 100; i++)
		assert_int_equal(p[i], 0);
	p = mem_grow(p, 100, 10);
	assert_int_equal(p[99], 0);
	p[999] = 1;
	free(p);
	p = mem_new(0, 8);
	assert_non_null(p);
	p = mem_grow(p, 0, 0);
	assert_non_null(p);
	free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_says_why),
		cmocka_unit_test(a_condition_names_its_place),
		cmocka_unit_test(an_overflow_leaves),
		cmocka_unit_test(memory_is_zeroed_and_never_null),
	};

	return cmocka_run_group_tests_name("base/die", tests, NULL, NULL);
}
