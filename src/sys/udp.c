/* Connected sockets below one epoll of their own, which the loop watches as a whole.
 *
 * While naps last nobody watches at all: a timer looks after them, and only a look that
 * finds nothing goes back to watching. A few sockets are even taken out of the epoll
 * meanwhile and read in turn, which spares the kernel a call per datagram.
 */
#include "sys/udp.h"

#include "base/die.h"
#include "sys/address.h"
#include "sys/loop.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	BATCH = 64,           /* datagrams per system call */
	SEND_BATCH = 16,      /* bursts per system call */
	READ_ROUNDS = 64,     /* system calls per socket and wake-up */
	BUFFER = 1024 * 1024, /* octets wished for in the kernel, per socket */
	DIRECT = 32,          /* sockets that are read in turn while busy */
	REFUSALS = 3,         /* pending errors taken off a socket before a send */
};

struct sock {
	int fd; /* -1: free */
	int next_free;
};

struct inbox {
	struct mmsghdr msg[BATCH];
	struct iovec iov[BATCH];
	uint8_t data[BATCH][UDP_DATAGRAM_MAX];
};

/* The kernel's form of some bursts. */
struct outbox {
	struct mmsghdr msg[BATCH];
	struct iovec iov[BATCH];
	_Alignas(struct cmsghdr) uint8_t control[SEND_BATCH][CMSG_SPACE(sizeof(uint16_t))];
};

struct udp {
	struct loop *loop;
	struct udp_calls calls;
	struct source from;
	int epoll;
	struct loop_fd *watch;
	struct loop_timer *timer;
	struct span nap;
	bool direct; /* the sockets are out of the epoll */
	bool plain;  /* the kernel or the device refused UDP_SEGMENT */
	struct sock *sock;
	unsigned socks;
	int first_free;
	struct inbox in;
	struct outbox out;
};

/* Hands over what came on one socket; was there anything? */
static bool read_all(struct udp *udp, unsigned number)
{
	bool any = false;

	for (int round = 0; round < READ_ROUNDS; round++) {
		int fd = udp->sock[number].fd;
		int n;

		if (fd < 0)
			return any; /* closed by a callback */
		n = recvmmsg(fd, udp->in.msg, BATCH, MSG_DONTWAIT, NULL);
		if (n < 0 && errno == ECONNREFUSED) {
			udp->calls.refused(udp->calls.ctx, number);
			continue;
		}
		if (n < 0 && (errno == EAGAIN || errno == EBADF))
			return any;
		if (n < 0)
			continue; /* EINTR, or an ICMP error now taken off the socket */
		any = true;
		for (int i = 0; i < n; i++)
			udp->calls.got(
				udp->calls.ctx, number,
				(struct str){ (char *)udp->in.data[i], udp->in.msg[i].msg_len });
		if (n < BATCH)
			return any;
	}
	return any;
}

/* Reads what there is; was there any? */
static bool look(struct udp *udp)
{
	struct epoll_event event[BATCH];
	bool any = false;
	int n;

	for (unsigned i = 0; udp->direct && i < udp->socks; i++)
		if (udp->sock[i].fd >= 0 && read_all(udp, i))
			any = true;
	for (int round = 0; !udp->direct && round < READ_ROUNDS; round++) {
		n = epoll_wait(udp->epoll, event, BATCH, 0);
		for (int i = 0; i < n; i++)
			read_all(udp, event[i].data.u32);
		any = any || n > 0;
		if (n < BATCH)
			break;
	}
	return any;
}

static void watch(struct udp *udp, unsigned number)
{
	struct epoll_event event = { .events = EPOLLIN, .data.u32 = number };

	die_if(epoll_ctl(udp->epoll, EPOLL_CTL_ADD, udp->sock[number].fd, &event) < 0);
}

static void set_direct(struct udp *udp, bool direct)
{
	if (udp->direct == direct)
		return;
	udp->direct = direct;
	for (unsigned i = 0; i < udp->socks; i++) {
		if (udp->sock[i].fd < 0)
			continue;
		if (direct)
			die_if(epoll_ctl(udp->epoll, EPOLL_CTL_DEL, udp->sock[i].fd, NULL) < 0);
		else
			watch(udp, i);
	}
}

static void after(struct udp *udp, bool any)
{
	if (any)
		udp->calls.rest(udp->calls.ctx);
	if (any && udp->nap.us > 0) {
		set_direct(udp, udp->socks <= DIRECT);
		loop_fd_want(udp->watch, 0);
		loop_timer_set(udp->timer, udp->nap);
	} else {
		set_direct(udp, false);
		loop_fd_want(udp->watch, LOOP_READ);
	}
}

static void on_ready(void *ctx, unsigned ready)
{
	struct udp *udp = ctx;

	(void)ready;
	after(udp, look(udp));
}

static void on_nap_over(void *ctx)
{
	struct udp *udp = ctx;

	after(udp, look(udp));
}

struct udp *udp_new(struct loop *loop, const struct udp_calls *calls)
{
	struct udp *udp = mem_new(1, sizeof(*udp));

	udp->loop = loop;
	udp->calls = *calls;
	udp->first_free = -1;
	udp->epoll = epoll_create1(EPOLL_CLOEXEC);
	die_if(udp->epoll < 0);
	for (int i = 0; i < BATCH; i++) {
		udp->in.iov[i] = (struct iovec){ udp->in.data[i], UDP_DATAGRAM_MAX };
		udp->in.msg[i].msg_hdr.msg_iov = &udp->in.iov[i];
		udp->in.msg[i].msg_hdr.msg_iovlen = 1;
	}
	udp->watch = loop_fd_new(loop, udp->epoll, on_ready, udp);
	udp->timer = loop_timer_new(loop, on_nap_over, udp);
	loop_fd_want(udp->watch, LOOP_READ);
	return udp;
}

void udp_from(struct udp *udp, const struct source *from)
{
	udp->from = *from;
}

void udp_free(struct udp *udp)
{
	if (!udp)
		return;
	for (unsigned i = 0; i < udp->socks; i++)
		if (udp->sock[i].fd >= 0)
			udp_close(udp, i);
	loop_timer_free(udp->timer);
	loop_fd_free(udp->watch);
	close(udp->epoll);
	free(udp->sock);
	free(udp);
}

static int open_socket(int family)
{
	struct rlimit files;
	int fd = socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd >= 0 || errno != EMFILE || getrlimit(RLIMIT_NOFILE, &files) < 0 ||
	    files.rlim_cur >= files.rlim_max)
		return fd;
	files.rlim_cur = files.rlim_max; /* the soft limit is for programs that use select */
	if (setrlimit(RLIMIT_NOFILE, &files) < 0) {
		errno = EMFILE;
		return -1;
	}
	return socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

static unsigned take_number(struct udp *udp)
{
	unsigned number;

	if (udp->first_free >= 0) {
		number = (unsigned)udp->first_free;
		udp->first_free = udp->sock[number].next_free;
		return number;
	}
	if ((udp->socks & (udp->socks - 1)) == 0)
		udp->sock =
			mem_grow(udp->sock, udp->socks ? udp->socks * 2 : 1, sizeof(*udp->sock));
	return udp->socks++;
}

/* Bound and not yet connected, a socket takes datagrams of anybody: those are dropped. */
static void drop_early(int fd)
{
	uint8_t octet;

	while (recv(fd, &octet, 1, MSG_DONTWAIT) >= 0)
		;
}

int udp_open(struct udp *udp, struct endpoint peer, struct err *err)
{
	struct sockaddr_storage to;
	socklen_t to_n = address_of(peer, &to);
	unsigned number;
	char text[ENDPOINT_TEXT_MAX + 1];
	int size = BUFFER;
	int fd = -1;

	if (udp->socks < UDP_SOCKETS_MAX || udp->first_free >= 0)
		fd = open_socket(to.ss_family);
	if (fd < 0)
		return err_sys(err, errno == EAFNOSUPPORT ? ERR_GONE : ERR_LATER, errno,
			       "no socket for %s", endpoint_text(peer, text));
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0)
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size)) < 0)
		(void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	if (address_bind(fd, &udp->from, peer.ip) < 0 ||
	    connect(fd, (struct sockaddr *)&to, to_n) < 0) {
		int why = errno;

		close(fd);
		return err_sys(err, why == EAGAIN ? ERR_LATER : ERR_GONE, why, "no way to %s",
			       endpoint_text(peer, text));
	}
	if (source_for(&udp->from, peer.ip).len)
		drop_early(fd);
	number = take_number(udp);
	udp->sock[number].fd = fd;
	if (!udp->direct)
		watch(udp, number);
	return (int)number;
}

void udp_close(struct udp *udp, unsigned sock)
{
	die_if(sock >= udp->socks || udp->sock[sock].fd < 0);
	close(udp->sock[sock].fd); /* leaves the epoll with it */
	udp->sock[sock].fd = -1;
	udp->sock[sock].next_free = udp->first_free;
	udp->first_free = (int)sock;
}

static void put(struct outbox *out, unsigned i, const uint8_t *p, size_t n)
{
	out->iov[i] = (struct iovec){ (void *)(uintptr_t)p, n };
	out->msg[i].msg_hdr = (struct msghdr){ .msg_iov = &out->iov[i], .msg_iovlen = 1 };
}

static void put_burst(struct outbox *out, unsigned i, const struct udp_burst *b)
{
	struct msghdr *h = &out->msg[i].msg_hdr;
	struct cmsghdr *c = (struct cmsghdr *)out->control[i];

	put(out, i, b->p, (size_t)b->size * b->count);
	if (b->count < 2)
		return;
	h->msg_control = c;
	h->msg_controllen = sizeof(out->control[i]);
	c->cmsg_level = SOL_UDP;
	c->cmsg_type = UDP_SEGMENT;
	c->cmsg_len = CMSG_LEN(sizeof(uint16_t));
	memcpy(CMSG_DATA(c), &b->size, sizeof(uint16_t));
}

/* Messages the kernel took; refusals of earlier ones are taken off and told first. */
static unsigned hand_over(struct udp *udp, unsigned number, unsigned n)
{
	unsigned sent = 0;

	for (int refusals = 0; sent < n && udp->sock[number].fd >= 0;) {
		int r = sendmmsg(udp->sock[number].fd, udp->out.msg + sent, n - sent, 0);

		if (r > 0) {
			sent += (unsigned)r;
		} else if (errno == ECONNREFUSED && refusals++ < REFUSALS) {
			udp->calls.refused(udp->calls.ctx, number);
		} else if (errno != EINTR) {
			if (errno == EIO || errno == EINVAL || errno == EOPNOTSUPP)
				udp->plain = true;
			break;
		}
	}
	return sent;
}

static size_t send_bursts(struct udp *udp, unsigned number, const struct udp_burst *burst, size_t n)
{
	size_t whole = 0;

	while (whole < n && !udp->plain) {
		unsigned some = n - whole < SEND_BATCH ? (unsigned)(n - whole) : SEND_BATCH;
		unsigned sent;

		for (unsigned i = 0; i < some; i++)
			put_burst(&udp->out, i, &burst[whole + i]);
		sent = hand_over(udp, number, some);
		whole += sent;
		if (sent < some)
			break;
	}
	return whole;
}

static size_t send_one_by_one(struct udp *udp, unsigned number, const struct udp_burst *b)
{
	for (unsigned i = 0; i < b->count; i++)
		put(&udp->out, i, b->p + (size_t)i * b->size, b->size);
	return hand_over(udp, number, b->count);
}

size_t udp_send(struct udp *udp, unsigned sock, const struct udp_burst *burst, size_t n)
{
	size_t whole, sent = 0;

	die_if(sock >= udp->socks || udp->sock[sock].fd < 0);
	whole = send_bursts(udp, sock, burst, n);
	for (size_t i = 0; i < whole; i++)
		sent += burst[i].count;
	for (; udp->plain && whole < n && udp->sock[sock].fd >= 0; whole++) {
		size_t some = send_one_by_one(udp, sock, &burst[whole]);

		sent += some;
		if (some < burst[whole].count)
			break;
	}
	return sent;
}

void udp_nap(struct udp *udp, struct span nap)
{
	udp->nap = nap;
}
