/* The connection: first it is written to, then read from. */
#include "sys/tcp.h"

#include "base/die.h"
#include "sys/address.h"
#include "sys/loop.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LENGTH = 2 };

struct tcp {
	int fd; /* -1: there is none */
	struct loop_fd *watch;
	struct loop_timer *timer;
	tcp_fn *fn;
	void *ctx;
	uint8_t query[LENGTH + TCP_QUERY_MAX];
	size_t query_n, sent;
	uint8_t length[LENGTH];
	size_t length_n;
	char *reply;
	size_t reply_n, got;
};

/* The caller may free it in there. */
static void end(struct tcp *t, struct str reply)
{
	loop_timer_stop(t->timer);
	if (t->watch)
		loop_fd_want(t->watch, 0);
	t->fn(t->ctx, reply);
}

static void on_timer(void *ctx)
{
	end(ctx, (struct str){ NULL, 0 });
}

/* 1: all of it; 0: more is to come; -1: a fault. */
static int send_some(struct tcp *t)
{
	ssize_t n = send(t->fd, t->query + t->sent, t->query_n - t->sent, MSG_NOSIGNAL);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -1;
	t->sent += (size_t)n;
	return t->sent == t->query_n;
}

static int read_into(struct tcp *t, void *to, size_t size, size_t *have)
{
	ssize_t n = recv(t->fd, (char *)to + *have, size - *have, 0);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -1;
	if (n == 0)
		return -1;
	*have += (size_t)n;
	return *have == size;
}

static int read_some(struct tcp *t)
{
	if (!t->reply) {
		int r = read_into(t, t->length, LENGTH, &t->length_n);

		if (r <= 0)
			return r;
		t->reply_n = (size_t)t->length[0] << 8 | t->length[1];
		if (t->reply_n == 0)
			return -1;
		t->reply = mem_new(t->reply_n, 1);
	}
	return read_into(t, t->reply, t->reply_n, &t->got);
}

static void on_ready(void *ctx, unsigned ready)
{
	struct tcp *t = ctx;
	int r;

	(void)ready;
	if (t->sent < t->query_n) {
		r = send_some(t);
		if (r > 0)
			loop_fd_want(t->watch, LOOP_READ);
	} else {
		r = read_some(t);
		if (r > 0)
			end(t, (struct str){ t->reply, t->reply_n });
	}
	if (r < 0)
		end(t, (struct str){ NULL, 0 });
}

static int begin(struct endpoint peer, const struct source *from)
{
	struct sockaddr_storage to;
	socklen_t to_n = address_of(peer, &to);
	int fd = socket(to.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	if (address_bind(fd, from, peer.ip) == 0 &&
	    (connect(fd, (struct sockaddr *)&to, to_n) == 0 || errno == EINPROGRESS))
		return fd;
	close(fd);
	return -1;
}

struct tcp *tcp_new(struct loop *loop, const struct tcp_ask *ask, tcp_fn *fn, void *ctx)
{
	struct tcp *t = mem_new(1, sizeof(*t));

	die_if(ask->query.n > TCP_QUERY_MAX);
	t->fn = fn;
	t->ctx = ctx;
	t->query[0] = (uint8_t)(ask->query.n >> 8);
	t->query[1] = (uint8_t)ask->query.n;
	memcpy(t->query + LENGTH, ask->query.p, ask->query.n);
	t->query_n = LENGTH + ask->query.n;
	t->timer = loop_timer_new(loop, on_timer, t);
	t->fd = begin(ask->peer, &ask->from);
	loop_timer_set(t->timer, t->fd < 0 ? SPAN_US(0) : ask->wait);
	if (t->fd < 0)
		return t;
	t->watch = loop_fd_new(loop, t->fd, on_ready, t);
	loop_fd_want(t->watch, LOOP_WRITE);
	return t;
}

void tcp_free(struct tcp *t)
{
	if (!t)
		return;
	if (t->watch)
		loop_fd_free(t->watch);
	loop_timer_free(t->timer);
	if (t->fd >= 0)
		close(t->fd);
	free(t->reply);
	free(t);
}
