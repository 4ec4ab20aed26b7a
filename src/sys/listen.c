/* Local sockets with message borders, and the credentials of their peers. */
#include "sys/listen.h"

#include "sys/packet.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 64
#define GROUPS_MAX 1024

/* Paths longer than a socket address holds are reached through their folder. */
static int address_of(const char *path, struct sockaddr_un *to, int *folder)
{
	const char *slash = strrchr(path, '/');
	char above[4096];
	size_t n = strlen(path);

	*to = (struct sockaddr_un){ .sun_family = AF_UNIX };
	*folder = -1;
	if (n < sizeof(to->sun_path)) {
		memcpy(to->sun_path, path, n);
		return 0;
	}
	if (!slash || (size_t)(slash - path) >= sizeof(above)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(above, path, (size_t)(slash - path));
	above[slash - path] = '\0';
	*folder = open(above, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (*folder < 0)
		return -1;
	snprintf(to->sun_path, sizeof(to->sun_path), "/proc/self/fd/%d/%s", *folder, slash + 1);
	return 0;
}

static int dress(int fd, const char *path, unsigned group)
{
	if (group != LISTEN_NO_GROUP && chown(path, (uid_t)-1, group) < 0)
		return -1;
	if (chmod(path, group == LISTEN_NO_GROUP ? 0600 : 0660) < 0)
		return -1;
	return listen(fd, BACKLOG);
}

int listen_at(const char *path, unsigned group, struct err *err)
{
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct sockaddr_un at;
	int folder = -1;
	mode_t was;
	int number;

	if (fd < 0)
		return err_sys(err, ERR_SYS, errno, "%s", path);
	was = umask(0177);
	if (address_of(path, &at, &folder) < 0 || (unlink(path) < 0 && errno != ENOENT) ||
	    bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 || dress(fd, path, group) < 0) {
		number = errno;
		close(fd);
		fd = err_sys(err, ERR_SYS, number, "%s", path);
	}
	umask(was);
	if (folder >= 0)
		close(folder);
	return fd;
}

int listen_accept(int listener, struct err *err)
{
	int fd;

	do
		fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	while (fd < 0 && (errno == EINTR || errno == ECONNABORTED));
	if (fd >= 0)
		return fd;
	return err_sys(err, errno == EAGAIN ? ERR_LATER : ERR_SYS, errno, "accepting");
}

int listen_dial(const char *path, struct err *err)
{
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	struct sockaddr_un to;
	int folder = -1;
	int number;

	if (fd < 0)
		return err_sys(err, ERR_SYS, errno, "%s", path);
	packet_widen(fd);
	if (address_of(path, &to, &folder) == 0 &&
	    connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0) {
		if (folder >= 0)
			close(folder);
		return fd;
	}
	number = errno;
	close(fd);
	if (folder >= 0)
		close(folder);
	if (number == ENOENT || number == ECONNREFUSED || number == ENOTDIR)
		return err_sys(err, ERR_GONE, number, "%s", path);
	return err_sys(err, number == EACCES ? ERR_INPUT : ERR_SYS, number, "%s", path);
}

int listen_peer(int fd, struct peer *out, struct err *err)
{
	struct ucred cred;
	socklen_t n = sizeof(cred);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &n) < 0)
		return err_sys(err, ERR_SYS, errno, "who is at the other end");
	*out = (struct peer){ cred.pid, cred.uid, cred.gid };
	return 0;
}

bool listen_peer_in(int fd, const struct peer *peer, unsigned group)
{
	gid_t of[GROUPS_MAX];
	socklen_t n = sizeof(of);

	if (group == LISTEN_NO_GROUP)
		return false;
	if (peer->gid == group)
		return true;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, of, &n) < 0)
		return false;
	for (size_t i = 0; i < n / sizeof(of[0]); i++)
		if (of[i] == group)
			return true;
	return false;
}

bool listen_group(const char *name, unsigned *out)
{
	const struct group *g = getgrnam(name);

	if (!g)
		return false;
	*out = g->gr_gid;
	return true;
}

unsigned listen_own_uid(void)
{
	return geteuid();
}
