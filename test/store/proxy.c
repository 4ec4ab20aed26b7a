/* A proxy in a process of its own, for one connection after the other. */
#include "unit.h"

#include "proxy.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int *cut; /* shared with the process */
static pid_t pid;

static struct sockaddr_un address(const char *folder)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };

	snprintf(a.sun_path, sizeof(a.sun_path), "%s/.s.PGSQL.5432", folder);
	return a;
}

static int dial(const char *folder)
{
	struct sockaddr_un a = address(folder);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0)
		return fd;
	close(fd);
	return -1;
}

static bool pass(int from, int to, const char *cut_at)
{
	char text[65536];
	ssize_t n = read(from, text, sizeof(text));

	if (n <= 0)
		return false;
	if (cut_at && memmem(text, (size_t)n, cut_at, strlen(cut_at))) {
		if (*cut == PROXY_CUTS_BEFORE_COMMIT)
			return false;
		/* done, answered, and nobody hears of it */
		if (write(to, text, (size_t)n) != n || read(to, text, sizeof(text)) <= 0)
			_exit(1);
		return false;
	}
	return write(to, text, (size_t)n) == n;
}

static void serve(int client, int server)
{
	struct pollfd fd[] = {
		{client,  POLLIN, 0},
                { server, POLLIN, 0}
	};
	bool alive = true;

	while (alive && poll(fd, 2, -1) > 0) {
		if (fd[0].revents)
			alive = pass(client, server, *cut ? "COMMIT" : NULL);
		if (alive && fd[1].revents)
			alive = pass(server, client, NULL);
	}
	*cut = PROXY_PASSES;
	close(client);
	close(server);
}

static void run(int listener, const char *server)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGPIPE, SIG_IGN);
	for (;;) {
		int client = accept(listener, NULL, NULL);
		int to = dial(server);

		if (client >= 0 && to >= 0)
			serve(client, to);
		else
			close(client);
	}
}

void proxy_start(const char *folder, const char *server)
{
	struct sockaddr_un a = address(folder);
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);

	cut = mmap(NULL, sizeof(*cut), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(cut, MAP_FAILED);
	assert_int_equal(bind(listener, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(listener, 4), 0);
	pid = fork();
	if (pid == 0)
		run(listener, server);
	close(listener);
}

void proxy_set(enum proxy_cut how)
{
	*cut = how;
}

void proxy_stop(void)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}
