/* Cages hold: what a role must not do kills it or fails, what it needs goes on working. */
#include "sys/jail.h"

#include "base/buf.h"
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/jail_test.XXXXXX";
static bool landlocked;

enum { FINE = 0, DENIED = 1, WRONG = 2, NO_CAGE = 3 };

static struct jail_path path[2];

/* How `deed` ends in a cage of these grants: what it returns, or 1000 + the killing signal. */
static int caged(unsigned grants, bool may_write, int (*deed)(void))
{
	struct jail jail = { .grants = grants, .path = path, .paths = 1 };
	char cage[JAIL_TEXT_MAX];
	struct err err;
	int status;
	pid_t pid = fork();

	path[0] = (struct jail_path){ folder, may_write };
	if (pid == 0) {
		if (jail_enter(&jail, cage, &err) < 0)
			_exit(NO_CAGE);
		_exit(deed());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int denied(int r)
{
	if (r >= 0)
		return FINE;
	return errno == EPERM || errno == EACCES ? DENIED : WRONG;
}

static char inside[64];

static int open_inside_to_write(void)
{
	return denied(open(inside, O_RDWR | O_CREAT, 0600));
}

static int open_inside_to_read(void)
{
	return denied(open(inside, O_RDONLY));
}

static int open_outside(void)
{
	return denied(open("/etc/passwd", O_RDONLY));
}

static int exec_something(void)
{
	char name[] = "/bin/true";
	char *argv[] = { name, NULL };

	return denied(execv(argv[0], argv));
}

static int dial_out(void)
{
	return denied(socket(AF_INET, SOCK_STREAM, 0));
}

static int datagram_out(void)
{
	return denied(socket(AF_INET, SOCK_DGRAM, 0));
}

static int datagram_from_here(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	return denied(bind(socket(AF_INET, SOCK_DGRAM, 0), (struct sockaddr *)&a, sizeof(a)));
}

static int dial_locally(void)
{
	return denied(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

static int become_root(void)
{
	return denied(setuid(0));
}

static int work_as_usual(void)
{
	struct buf b;
	int fd[2];
	char c;

	buf_init(&b, 1 << 24);
	if (!buf_room(&b, 1 << 23))
		return WRONG;
	buf_done(&b);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fd) < 0 || write(fd[0], "x", 1) != 1 ||
	    read(fd[1], &c, 1) != 1)
		return WRONG;
	return FINE;
}

static void ordinary_work_goes_on(void **state)
{
	(void)state;
	assert_int_equal(caged(0, false, work_as_usual), FINE);
	assert_int_equal(caged(JAIL_FILES_WRITE, true, work_as_usual), FINE);
}

static void other_programs_kill(void **state)
{
	(void)state;
	assert_int_equal(caged(JAIL_FILES_WRITE | JAIL_ACCEPT, true, exec_something),
			 1000 + SIGSYS);
	assert_int_equal(caged(0, false, become_root), 1000 + SIGSYS);
}

static void sockets_are_granted_or_kill(void **state)
{
	(void)state;
	assert_int_equal(caged(JAIL_FILES_WRITE, true, dial_out), 1000 + SIGSYS);
	assert_int_equal(caged(JAIL_ACCEPT, true, datagram_out), 1000 + SIGSYS);
	assert_int_equal(caged(JAIL_UDP, false, datagram_out), FINE);
	assert_int_equal(caged(JAIL_UDP, false, dial_out), DENIED);
	assert_int_equal(caged(JAIL_UDP, false, datagram_from_here), 1000 + SIGSYS);
	assert_int_equal(caged(JAIL_UDP | JAIL_BIND, false, datagram_from_here), FINE);
	assert_int_equal(caged(JAIL_TCP, false, dial_out), FINE);
	assert_int_equal(caged(JAIL_TCP, false, datagram_out), DENIED);
	assert_int_equal(caged(JAIL_TCP, false, dial_locally), DENIED);
	assert_int_equal(caged(JAIL_LOCAL, false, dial_locally), FINE);
	assert_int_equal(caged(JAIL_LOCAL, false, dial_out), DENIED);
	assert_int_equal(caged(JAIL_FILES_WRITE, true, dial_locally), 1000 + SIGSYS);
}

static void files_are_granted_or_denied(void **state)
{
	(void)state;
	assert_int_equal(caged(JAIL_FILES_WRITE, true, open_inside_to_write), FINE);
	assert_int_equal(caged(JAIL_FILES_READ, false, open_inside_to_write), DENIED);
	assert_int_equal(caged(JAIL_FILES_READ, false, open_inside_to_read), FINE);
}

static void files_outside_do_not_exist_for_it(void **state)
{
	(void)state;
	if (!landlocked)
		skip();
	assert_int_equal(caged(JAIL_FILES_WRITE, true, open_outside), DENIED);
	assert_int_equal(caged(JAIL_FILES_READ, false, open_outside), DENIED);
}

static int setup(void **state)
{
	struct jail jail = { 0 };
	char cage[JAIL_TEXT_MAX];
	struct err err;
	int status;
	pid_t pid;

	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(inside, sizeof(inside), "%s/file", folder);
	pid = fork();
	if (pid == 0)
		_exit(jail_enter(&jail, cage, &err) < 0 ? 2 : strstr(cage, "landlock") ? 1 : 0);
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status) || WEXITSTATUS(status) == 2)
		return -1;
	landlocked = WEXITSTATUS(status) == 1;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	unlink(inside);
	return rmdir(folder);
}

static void *in_a_thread(void *arg)
{
	*(int *)arg = 1;
	return NULL;
}

static int start_a_thread(void)
{
	pthread_t t;
	int ran = 0;

	if (pthread_create(&t, NULL, in_a_thread, &ran) != 0)
		return DENIED;
	return pthread_join(t, NULL) == 0 && ran ? FINE : WRONG;
}

static int become_two(void)
{
	return fork() < 0 ? DENIED : WRONG;
}

static void threads_only_where_granted(void **state)
{
	(void)state;
	assert_int_equal(caged(JAIL_THREADS, false, start_a_thread), FINE);
#if !defined(__SANITIZE_ADDRESS__) /* the leak checker starts what it likes */
	assert_int_equal(caged(0, false, start_a_thread), DENIED);
	assert_int_equal(caged(JAIL_THREADS, false, become_two), DENIED);
#else
	(void)become_two;
#endif
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(threads_only_where_granted),
		cmocka_unit_test(ordinary_work_goes_on),
		cmocka_unit_test(other_programs_kill),
		cmocka_unit_test(sockets_are_granted_or_kill),
		cmocka_unit_test(files_are_granted_or_denied),
		cmocka_unit_test(files_outside_do_not_exist_for_it),
	};

	return cmocka_run_group_tests_name("sys/jail", tests, setup, teardown);
}
