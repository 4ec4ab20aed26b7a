/* Packets and the descriptors beside them, call by call. */
#include "sys/packet.h"

#include "base/die.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define WIDTH (2 * PACKET_MAX)

int packet_pair(int fd[2], struct err *err)
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fd) < 0)
		return err_sys(err, ERR_SYS, errno, "a pair of sockets");
	packet_widen(fd[0]);
	packet_widen(fd[1]);
	return 0;
}

void packet_close(int fd)
{
	if (fd >= 0)
		close(fd);
}

void packet_widen(int fd)
{
	int width = WIDTH;

	/* cut to the system's limit, which is as a rule enough: the kernel doubles it */
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &width, sizeof(width));
}

union control {
	struct cmsghdr head;
	char room[CMSG_SPACE(sizeof(int))];
};

int packet_send(int fd, struct str packet, int pass, struct err *err)
{
	struct iovec part = { (void *)(uintptr_t)packet.p, packet.n };
	struct msghdr msg = { .msg_iov = &part, .msg_iovlen = 1 };
	union control control = { 0 };
	ssize_t n;

	die_if(packet.n == 0 || packet.n > PACKET_MAX);
	if (pass >= 0) {
		struct cmsghdr *c;

		msg.msg_control = control.room;
		msg.msg_controllen = sizeof(control.room);
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(c), &pass, sizeof(pass));
	}
	do
		n = sendmsg(fd, &msg, MSG_NOSIGNAL | MSG_DONTWAIT);
	while (n < 0 && errno == EINTR);
	if (n >= 0)
		return 0;
	if (errno == EAGAIN || errno == ENOBUFS)
		return err_set(err, ERR_LATER, "the peer does not read");
	if (errno == EPIPE || errno == ECONNRESET || errno == ENOTCONN)
		return err_set(err, ERR_GONE, "the peer is gone");
	return err_sys(err, ERR_SYS, errno, "sending %zu octets", packet.n);
}

/* The one descriptor that may stand beside a packet; what else came is closed. */
static int take_passed(struct msghdr *msg, int *passed)
{
	int wrong = 0;

	*passed = -1;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		size_t n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		for (size_t i = 0; i < n; i++) {
			int fd;

			memcpy(&fd, CMSG_DATA(c) + i * sizeof(int), sizeof(fd));
			if (*passed >= 0) {
				close(fd);
				wrong = -1;
			} else {
				*passed = fd;
			}
		}
	}
	return wrong;
}

int packet_read(int fd, struct buf *into, int *passed, struct err *err)
{
	struct iovec part;
	union control control;
	struct msghdr msg = { .msg_iov = &part,
			      .msg_iovlen = 1,
			      .msg_control = control.room,
			      .msg_controllen = sizeof(control.room) };
	bool reset = false;
	ssize_t n;
	int wrong;

	buf_clear(into);
	*passed = -1;
	part = (struct iovec){ buf_room(into, PACKET_MAX), PACKET_MAX };
	die_if(!part.iov_base);
	/* a peer that closed over our unread packet is told first; what he said comes after it */
	do
		n = recvmsg(fd, &msg, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	while (n < 0 && (errno == EINTR || (errno == ECONNRESET && !reset && (reset = true))));
	if (n < 0 && errno == EAGAIN)
		return err_set(err, ERR_LATER, "nothing has come");
	if (n < 0 && errno != ECONNRESET)
		return err_sys(err, ERR_SYS, errno, "reading a packet");
	if (n <= 0)
		return err_set(err, ERR_GONE, "the peer has closed the connection");
	wrong = take_passed(&msg, passed);
	if (wrong < 0 || (msg.msg_flags & (MSG_TRUNC | MSG_CTRUNC))) {
		if (*passed >= 0)
			close(*passed);
		*passed = -1;
		return err_set(err, ERR_INPUT,
			       msg.msg_flags & MSG_TRUNC ? "a packet of more than %d octets"
							 : "more than one descriptor beside a "
							   "packet (of at most %d octets)",
			       PACKET_MAX);
	}
	into->n = (size_t)n;
	return 0;
}

int packet_await(int fd, struct buf *into, int *passed, struct span wait, struct err *err)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int n;

	do
		n = poll(&p, 1, (int)(wait.us / 1000));
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_sys(err, ERR_SYS, errno, "waiting for a packet");
	if (n == 0) {
		char text[WHEN_TEXT_MAX + 1];

		*passed = -1;
		return err_set(err, ERR_LATER, "no answer in %s", span_text(wait, text));
	}
	return packet_read(fd, into, passed, err);
}
