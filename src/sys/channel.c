/* A channel: packets read as they come, and a queue for those that must wait. */
#include "sys/channel.h"

#include "base/die.h"
#include "sys/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define READS_PER_TURN 32 /* then others get their turn */

struct waiting {
	struct waiting *next;
	int pass;
	size_t n;
	char octets[];
};

struct channel {
	struct loop *loop;
	struct loop_fd *ready;
	int fd;
	struct channel_calls calls;
	struct waiting *first, *last;
	size_t waiting;
	bool rests;
	bool over;   /* gone() was called */
	bool *freed; /* set when freed inside a callback */
};

static void want(struct channel *c)
{
	unsigned what = 0;

	if (!c->over && !c->rests)
		what |= LOOP_READ;
	if (!c->over && c->first)
		what |= LOOP_WRITE;
	loop_fd_want(c->ready, what);
}

static void over(struct channel *c, const struct err *why)
{
	if (c->over)
		return;
	c->over = true;
	want(c);
	c->calls.gone(c->calls.ctx, why);
}

static void drop_first(struct channel *c)
{
	struct waiting *w = c->first;

	c->first = w->next;
	if (!c->first)
		c->last = NULL;
	c->waiting -= w->n;
	packet_close(w->pass);
	free(w);
}

/* False once the channel is over, and perhaps freed. */
static bool write_waiting(struct channel *c)
{
	struct err err;

	while (c->first) {
		struct str packet = { c->first->octets, c->first->n };

		if (packet_send(c->fd, packet, c->first->pass, &err) < 0) {
			if (err.kind == ERR_LATER)
				break;
			over(c, &err);
			return false;
		}
		drop_first(c);
	}
	want(c);
	return true;
}

static void read_some(struct channel *c)
{
	struct buf AUTO(buf_done) packet;
	bool freed = false;
	struct err err;

	buf_init(&packet, PACKET_MAX);
	c->freed = &freed;
	for (int i = 0; i < READS_PER_TURN && !c->rests && !c->over; i++) {
		int passed;

		if (packet_read(c->fd, &packet, &passed, &err) < 0) {
			if (err.kind != ERR_LATER)
				over(c, &err);
			break;
		}
		c->calls.got(c->calls.ctx, buf_str(&packet), passed);
		packet_close(passed);
		if (freed)
			return;
	}
	if (!freed)
		c->freed = NULL;
}

static void is_ready(void *ctx, unsigned ready)
{
	struct channel *c = ctx;

	if ((ready & LOOP_WRITE) && !write_waiting(c))
		return;
	if (ready & LOOP_READ)
		read_some(c);
}

struct channel *channel_new(struct loop *loop, int fd, const struct channel_calls *calls)
{
	struct channel *c = mem_new(1, sizeof(*c));

	*c = (struct channel){ .loop = loop, .fd = fd, .calls = *calls };
	packet_widen(fd);
	c->ready = loop_fd_new(loop, fd, is_ready, c);
	want(c);
	return c;
}

void channel_free(struct channel *c)
{
	if (!c)
		return;
	if (c->freed)
		*c->freed = true;
	while (c->first)
		drop_first(c);
	loop_fd_free(c->ready);
	packet_close(c->fd);
	free(c);
}

static int put_waiting(struct channel *c, struct str packet, int pass, struct err *err)
{
	struct waiting *w;

	if (c->waiting + packet.n > CHANNEL_QUEUE_MAX)
		return err_set(err, ERR_LATER, "%zu octets wait for a peer that does not read",
			       c->waiting);
	w = mem_new(1, sizeof(*w) + packet.n);
	w->pass = pass >= 0 ? channel_keep(pass) : -1;
	w->n = packet.n;
	memcpy(w->octets, packet.p, packet.n);
	if (c->last)
		c->last->next = w;
	else
		c->first = w;
	c->last = w;
	c->waiting += w->n;
	want(c);
	return 0;
}

int channel_send(struct channel *c, struct str packet, int pass, struct err *err)
{
	if (c->over)
		return err_set(err, ERR_GONE, "the peer is gone");
	if (!c->first) {
		if (packet_send(c->fd, packet, pass, err) == 0)
			return 0;
		if (err->kind != ERR_LATER)
			return -1;
	}
	return put_waiting(c, packet, pass, err);
}

int channel_keep(int passed)
{
	int fd = fcntl(passed, F_DUPFD_CLOEXEC, 3);

	if (fd < 0)
		die("no descriptor left: %s", strerror(errno));
	return fd;
}

size_t channel_waiting(const struct channel *c)
{
	return c->waiting;
}

void channel_rest(struct channel *c, int rest)
{
	c->rests = rest;
	want(c);
}
