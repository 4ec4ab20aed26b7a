/* Our own program's place, standard input, memory, and waiting. */
#include "sys/own.h"

#include "sys/env.h"

#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

bool own_beside(const char *name, char *path)
{
	char self[FILE_PATH_MAX + 1];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self));
	int r;

	if (n <= 0 || (size_t)n == sizeof(self))
		return false;
	while (n > 0 && self[n - 1] != '/')
		n--;
	r = snprintf(path, FILE_PATH_MAX + 1, "%.*s%s", (int)n, self, name);
	return r <= FILE_PATH_MAX && access(path, X_OK) == 0;
}

bool own_exists(const char *path)
{
	return access(path, F_OK) == 0 || errno == EACCES;
}

bool own_is_asked(void)
{
	return isatty(STDIN_FILENO);
}

bool own_is_told(void)
{
	return isatty(STDERR_FILENO);
}

size_t own_window(void)
{
	enum { USUAL = 80, WIDEST = 10000 };
	struct winsize size = { 0 };
	struct str said = env_of("COLUMNS");
	uint64_t columns;

	if (!isatty(STDOUT_FILENO))
		return 0;
	if (str_u64(said, WIDEST, &columns) && columns > 0)
		return (size_t)columns;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	return USUAL;
}

int own_input(struct buf *out, struct err *err)
{
	for (;;) {
		size_t left = out->max - out->n;
		size_t want = left < 65536 ? left : 65536;
		char over;
		ssize_t n = read(STDIN_FILENO, want ? buf_room(out, want) : &over, want ? want : 1);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(err, ERR_SYS, errno, "standard input");
		if (n > 0 && want == 0)
			return err_set(err, ERR_INPUT, "standard input: larger than %zu octets",
				       out->max);
		if (n == 0)
			return 0;
		out->n += (size_t)n;
	}
}

void own_trim(void)
{
	(void)malloc_trim(0);
}

bool own_output_closed(void)
{
	struct pollfd out = { .fd = STDOUT_FILENO };

	return poll(&out, 1, 0) > 0 && (out.revents & (POLLERR | POLLHUP | POLLNVAL));
}

void own_descriptors(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) < 0)
		return;
	files.rlim_cur = files.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &files); /* what we have suffices, then */
}

void own_pause(struct span d)
{
	struct timespec t = { d.us / 1000000, d.us % 1000000 * 1000 };

	(void)nanosleep(&t, NULL);
}
