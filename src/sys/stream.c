/* Streams, call by call. */
#include "sys/stream.h"

#include "base/die.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#define WIDTH (256 << 10)

int stream_pair(int fd[2], struct err *err)
{
	int width = WIDTH;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd) < 0)
		return err_sys(err, ERR_SYS, errno, "a pair of sockets");
	/* cut to the system's limit, which is enough */
	(void)setsockopt(fd[1], SOL_SOCKET, SO_SNDBUF, &width, sizeof(width));
	return 0;
}

void stream_close(int fd)
{
	if (fd >= 0)
		close(fd);
}

int stream_check(int fd, struct err *err)
{
	socklen_t n = sizeof(int);
	int kind = 0;

	if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &kind, &n) < 0 || kind != SOCK_STREAM)
		return err_set(err, ERR_INPUT, "the descriptor is no stream's end");
	return 0;
}

int stream_write(int fd, struct str *s, struct err *err)
{
	while (s->n > 0) {
		ssize_t n = send(fd, s->p, s->n, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n >= 0)
			*s = str_sub(*s, (size_t)n, s->n);
		else if (errno == EAGAIN || errno == ENOBUFS)
			return err_set(err, ERR_LATER, "the peer does not read");
		else if (errno == EPIPE || errno == ECONNRESET || errno == ENOTCONN)
			return err_set(err, ERR_GONE, "the peer is gone");
		else if (errno != EINTR)
			return err_sys(err, ERR_SYS, errno, "a stream");
	}
	return 0;
}

int stream_read(int fd, const struct stream_room *room, size_t *got, struct err *err)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char *to = buf_room(room->out, room->most);
	ssize_t n;

	die_if(!to);
	do
		n = poll(&p, 1, (int)(room->wait.us / 1000));
	while (n < 0 && errno == EINTR);
	if (n == 0) {
		char text[WHEN_TEXT_MAX + 1];

		return err_set(err, ERR_LATER, "nothing came for %s", span_text(room->wait, text));
	}
	do
		n = recv(fd, to, room->most, 0);
	while (n < 0 && errno == EINTR);
	if (n < 0 && errno != ECONNRESET)
		return err_sys(err, ERR_SYS, errno, "a stream");
	*got = n > 0 ? (size_t)n : 0;
	room->out->n += *got;
	return 0;
}
