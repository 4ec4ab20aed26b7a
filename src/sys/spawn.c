/* Starting programs by fork and exec, and learning how they ended. */
#include "sys/spawn.h"

#include "base/die.h"
#include "sys/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define FD_HIGH 64 /* above every number a child may want */

static const char *const kept[] = {
	"PATH",         "HOME",          "LANG",           "LC_ALL",
	"TZ",           "NOTIFY_SOCKET", "JOURNAL_STREAM", "STATE_DIRECTORY",
	"ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS",   "NETIZEN_SHARE",
};

static void bare_environment(void)
{
	char *value[LEN(kept)];

	for (size_t i = 0; i < LEN(kept); i++) {
		const char *v = getenv(kept[i]);

		value[i] = v ? strdup(v) : NULL;
	}
	clearenv();
	for (size_t i = 0; i < LEN(kept); i++) {
		if (value[i])
			setenv(kept[i], value[i], 1);
		free(value[i]);
	}
}

/* Puts the descriptors where they are wanted: first all out of the way, then down. */
static int place(const struct spawn *s)
{
	int high[SPAWN_FDS_MAX];
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0)
		return -1;
	for (size_t i = 0; i < s->fds; i++) {
		int from = s->fd[i].from < 0 ? null : s->fd[i].from;

		high[i] = fcntl(from, F_DUPFD_CLOEXEC, FD_HIGH);
		if (high[i] < 0)
			return -1;
	}
	if (dup2(null, 0) < 0 || dup2(null, 1) < 0)
		return -1;
	for (size_t i = 0; i < s->fds; i++)
		if (dup2(high[i], s->fd[i].to) < 0)
			return -1;
	return 0;
}

/* What is not wanted is closed by exec, whoever forgot to say so. */
static int close_others(const struct spawn *s)
{
	bool keep[FD_HIGH] = { true, true, true };

	for (size_t i = 0; i < s->fds; i++)
		keep[s->fd[i].to] = true;
	for (int fd = 3; fd < FD_HIGH; fd++)
		if (!keep[fd])
			(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	/* CLOSE_RANGE_CLOEXEC: the pipe that tells of failure must live until then */
	return (int)syscall(SYS_close_range, (unsigned)FD_HIGH, ~0U, 4U);
}

static void calm_signals(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int sig = 1; sig < NSIG; sig++)
		if (sig != SIGKILL && sig != SIGSTOP)
			(void)signal(sig, SIG_DFL);
}

NORETURN static void child(const struct spawn *s, int tell, pid_t parent)
{
	char *const *argv = (char *const *)(uintptr_t)s->argv;
	int number;

	calm_signals();
	if (!s->outlives && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() != parent)
		_exit(127);
	if (s->bare)
		bare_environment();
	tell = fcntl(tell, F_DUPFD_CLOEXEC, FD_HIGH);
	if (tell >= 0 && place(s) == 0 && close_others(s) == 0) {
		if (!s->path)
			execv("/proc/self/exe", argv);
		else
			execvp(s->path, argv);
	}
	number = errno;
	if (write(tell, &number, sizeof(number)) < 0)
		_exit(126);
	_exit(127);
}

int spawn_start(const struct spawn *s, pid_t *pid, struct err *err)
{
	const char *name = s->path ? s->path : "/proc/self/exe";
	pid_t parent = getpid();
	int tell[2];
	int number = 0;
	ssize_t n;

	die_if(s->fds > SPAWN_FDS_MAX);
	for (size_t i = 0; i < s->fds; i++)
		die_if(s->fd[i].to < 0 || s->fd[i].to >= FD_HIGH);
	if (pipe2(tell, O_CLOEXEC) < 0)
		return err_sys(err, ERR_SYS, errno, "%s", name);
	fflush(NULL);
	*pid = fork();
	if (*pid == 0)
		child(s, tell[1], parent);
	close(tell[1]);
	if (*pid < 0) {
		close(tell[0]);
		return err_sys(err, ERR_SYS, errno, "%s", name);
	}
	do
		n = read(tell[0], &number, sizeof(number));
	while (n < 0 && errno == EINTR);
	close(tell[0]);
	if (n == 0)
		return 0;
	(void)waitpid(*pid, NULL, 0);
	if (n == (ssize_t)sizeof(number) && number == ENOENT)
		return err_set(err, ERR_GONE, "%s: there is no such program", name);
	return err_sys(err, ERR_SYS, number, "%s: cannot be started", name);
}

static void end_of(struct spawn_end *out, pid_t pid, int status)
{
	out->pid = pid;
	out->killed = WIFSIGNALED(status);
	out->code = out->killed ? WTERMSIG(status) : WEXITSTATUS(status);
}

void spawn_kill(pid_t pid)
{
	if (pid > 0)
		kill(pid, SIGKILL);
}

void spawn_stop(pid_t pid)
{
	if (pid > 0)
		kill(pid, SIGTERM);
}

bool spawn_reap(struct spawn_end *out)
{
	int status;
	pid_t pid;

	do
		pid = waitpid(-1, &status, WNOHANG);
	while (pid < 0 && errno == EINTR);
	if (pid <= 0)
		return false;
	end_of(out, pid, status);
	return true;
}

static int wait_on(int pidfd, struct span wait)
{
	struct pollfd p = { .fd = pidfd, .events = POLLIN };
	struct span until = { clock_mono().us + wait.us };

	for (;;) {
		int64_t left = until.us - clock_mono().us;
		int n = poll(&p, 1, left > 0 ? (int)((left + 999) / 1000) : 0);

		if (n >= 0 || errno != EINTR)
			return n;
	}
}

int spawn_wait(pid_t pid, struct span wait, struct spawn_end *out, struct err *err)
{
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	char text[WHEN_TEXT_MAX + 1];
	int ready = 0;
	int status;

	if (pidfd >= 0) {
		ready = wait_on(pidfd, wait);
		close(pidfd);
	}
	if (ready <= 0)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return err_sys(err, ERR_SYS, errno, "waiting for process %d", (int)pid);
	end_of(out, pid, status);
	if (ready <= 0)
		return err_set(err, ERR_LATER, "not ready after %s", span_text(wait, text));
	return 0;
}

const char *spawn_end_text(const struct spawn_end *end, char *text)
{
	snprintf(text, SPAWN_END_MAX, end->killed ? "killed by signal %d" : "left with %d",
		 end->code);
	return text;
}
