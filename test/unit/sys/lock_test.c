/* A lock has one holder, who is named, and is free when the holder is gone. */
#include "unit.h"

#include "sys/lock.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static char path[64];

static int set_up(void **state)
{
	int fd;

	(void)state;
	snprintf(path, sizeof(path), "/tmp/netizen-lock-XXXXXX");
	fd = mkstemp(path);
	if (fd >= 0)
		close(fd);
	return fd < 0 ? -1 : 0;
}

static int tear_down(void **state)
{
	(void)state;
	return unlink(path);
}

static void one_holder(void **state)
{
	struct lock a AUTO(lock_drop) = LOCK_NONE, b AUTO(lock_drop) = LOCK_NONE;
	char pid[16];
	struct err err;

	(void)state;
	assert_int_equal(lock_take(&a, str_of(path), &err), 0);
	assert_int_equal(lock_take(&b, str_of(path), &err), -1);
	assert_int_equal(err.kind, ERR_LATER);
	snprintf(pid, sizeof(pid), "%ld", (long)getpid());
	assert_non_null(strstr(err.text, pid));
	lock_drop(&a);
	assert_int_equal(lock_take(&b, str_of(path), &err), 0);
	assert_int_equal(lock_take(&a, STR("/no/such/place/lock"), &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
}

static void a_killed_holder_holds_nothing(void **state)
{
	struct lock lock AUTO(lock_drop) = LOCK_NONE;
	struct err err;
	int told[2];
	pid_t child;
	char c;

	(void)state;
	assert_int_equal(pipe(told), 0);
	child = fork();
	if (child == 0) {
		c = lock_take(&lock, str_of(path), &err) < 0 ? 'n' : 'y';
		if (write(told[1], &c, 1) != 1)
			_exit(1);
		pause();
	}
	assert_int_equal(read(told[0], &c, 1), 1);
	assert_int_equal(c, 'y');
	assert_int_equal(lock_take(&lock, str_of(path), &err), -1);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	assert_int_equal(lock_take(&lock, str_of(path), &err), 0);
	close(told[0]);
	close(told[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(one_holder, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_killed_holder_holds_nothing, set_up, tear_down),
	};
	return cmocka_run_group_tests_name("sys/lock", tests, NULL, NULL);
}
