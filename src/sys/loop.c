/* The loop on libevent: the only file that knows its core. */
#include "sys/loop.h"

#include "base/die.h"

#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdlib.h>

struct loop_signal {
	struct event event;
	loop_fn *fn;
	void *ctx;
	struct loop_signal *next;
};

struct loop {
	struct event_base *base;
	struct loop_signal *signals;
	unsigned things; /* timers set and descriptors watched: what loop_run waits for */
	bool stopped;
};

struct loop_timer {
	struct event event;
	struct loop *loop;
	loop_fn *fn;
	void *ctx;
	bool set;
};

struct loop_fd {
	struct event event;
	struct loop *loop;
	loop_fd_fn *fn;
	void *ctx;
	int fd;
	unsigned want;
};

struct loop *loop_new(void)
{
	struct loop *loop = mem_new(1, sizeof(*loop));
	struct event_config *config = event_config_new();

	die_if(!config);
	/* without it timers are rounded up to whole milliseconds */
	die_if(event_config_set_flag(config, EVENT_BASE_FLAG_PRECISE_TIMER) < 0);
	die_if(event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK) < 0);
	loop->base = event_base_new_with_config(config);
	die_if(!loop->base);
	event_config_free(config);
	return loop;
}

void loop_free(struct loop *loop)
{
	if (!loop)
		return;
	while (loop->signals) {
		struct loop_signal *s = loop->signals;

		loop->signals = s->next;
		event_del(&s->event);
		free(s);
	}
	event_base_free(loop->base);
	free(loop);
}

void loop_run(struct loop *loop)
{
	loop->stopped = false;
	while (!loop->stopped && loop->things > 0)
		die_if(event_base_loop(loop->base, EVLOOP_ONCE) < 0);
}

void loop_stop(struct loop *loop)
{
	loop->stopped = true;
	event_base_loopbreak(loop->base);
}

static void timer_fires(evutil_socket_t fd, short what, void *arg)
{
	struct loop_timer *t = arg;

	(void)fd;
	(void)what;
	t->set = false;
	t->loop->things--;
	t->fn(t->ctx);
}

struct loop_timer *loop_timer_new(struct loop *loop, loop_fn *fn, void *ctx)
{
	struct loop_timer *t = mem_new(1, sizeof(*t));

	*t = (struct loop_timer){ .loop = loop, .fn = fn, .ctx = ctx };
	die_if(event_assign(&t->event, loop->base, -1, 0, timer_fires, t) < 0);
	return t;
}

void loop_timer_set(struct loop_timer *t, struct span in)
{
	int64_t us = in.us > 0 ? in.us : 0;
	struct timeval tv = { us / 1000000, us % 1000000 };

	die_if(event_add(&t->event, &tv) < 0);
	if (!t->set)
		t->loop->things++;
	t->set = true;
}

void loop_timer_stop(struct loop_timer *t)
{
	if (!t->set)
		return;
	event_del(&t->event);
	t->set = false;
	t->loop->things--;
}

void loop_timer_free(struct loop_timer *t)
{
	if (!t)
		return;
	loop_timer_stop(t);
	event_del(&t->event);
	free(t);
}

static void fd_is_ready(evutil_socket_t fd, short what, void *arg)
{
	struct loop_fd *f = arg;
	unsigned ready = 0;

	(void)fd;
	if (what & EV_READ)
		ready |= LOOP_READ;
	if (what & EV_WRITE)
		ready |= LOOP_WRITE;
	f->fn(f->ctx, ready & f->want);
}

struct loop_fd *loop_fd_new(struct loop *loop, int fd, loop_fd_fn *fn, void *ctx)
{
	struct loop_fd *f = mem_new(1, sizeof(*f));

	*f = (struct loop_fd){ .loop = loop, .fn = fn, .ctx = ctx, .fd = fd };
	return f;
}

void loop_fd_want(struct loop_fd *f, unsigned want)
{
	short what = EV_PERSIST;

	if (want == f->want)
		return;
	if (f->want) {
		event_del(&f->event);
		f->loop->things--;
	}
	f->want = want;
	if (!want)
		return;
	if (want & LOOP_READ)
		what |= EV_READ;
	if (want & LOOP_WRITE)
		what |= EV_WRITE;
	die_if(event_assign(&f->event, f->loop->base, f->fd, what, fd_is_ready, f) < 0);
	die_if(event_add(&f->event, NULL) < 0);
	f->loop->things++;
}

void loop_fd_free(struct loop_fd *f)
{
	if (!f)
		return;
	loop_fd_want(f, 0);
	free(f);
}

static void signal_came(evutil_socket_t fd, short what, void *arg)
{
	struct loop_signal *s = arg;

	(void)fd;
	(void)what;
	s->fn(s->ctx);
}

void loop_signal(struct loop *loop, int signal, loop_fn *fn, void *ctx)
{
	struct loop_signal *s = mem_new(1, sizeof(*s));

	*s = (struct loop_signal){ .fn = fn, .ctx = ctx, .next = loop->signals };
	die_if(event_assign(&s->event, loop->base, signal, EV_SIGNAL | EV_PERSIST, signal_came, s) <
	       0);
	die_if(event_add(&s->event, NULL) < 0);
	loop->signals = s;
}
