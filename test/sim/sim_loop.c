/* sys/loop.h in a simulated world: waiting is going on to the next event.
 *
 * Descriptors are those of local.h; real ones cannot be watched. A loop that would wait for
 * ever is over; who stopped it, or nobody, is told by sim_loop_stopped().
 */
#include "sys/loop.h"

#include "base/die.h"
#include "local.h"
#include "sim.h"
#include "world.h"

#include <stdlib.h>

enum { SIGNALS = 65 };

struct loop {
	struct {
		loop_fn *fn;
		void *ctx;
	} on[SIGNALS];
	bool stopped;
};

struct loop_timer {
	loop_fn *fn;
	void *ctx;
	struct world_event *event; /* NULL: at rest */
};

struct loop_fd {
	int fd;
	loop_fd_fn *fn;
	void *ctx;
	unsigned want;
	struct world_event *event; /* it is ready, and will be called */
	struct loop_fd *next;
};

static struct loop_fd *watched; /* in the order of their making */
static struct loop *running;    /* whom a signal reaches */

struct loop *loop_new(void)
{
	return mem_new(1, sizeof(struct loop));
}

void loop_free(struct loop *loop)
{
	if (running == loop)
		running = NULL;
	free(loop);
}

void loop_run(struct loop *loop)
{
	running = loop;
	loop->stopped = false;
	while (!loop->stopped && world_step())
		;
}

void loop_stop(struct loop *loop)
{
	loop->stopped = true;
}

bool sim_loop_stopped(const struct loop *loop)
{
	return loop->stopped;
}

struct loop_timer *loop_timer_new(struct loop *loop, loop_fn *fn, void *ctx)
{
	struct loop_timer *t = mem_new(1, sizeof(*t));

	(void)loop;
	t->fn = fn;
	t->ctx = ctx;
	return t;
}

static void ring(void *ctx)
{
	struct loop_timer *t = ctx;

	t->event = NULL;
	t->fn(t->ctx);
}

void loop_timer_set(struct loop_timer *t, struct span in)
{
	world_call_off(t->event);
	t->event = world_in(in, ring, t);
}

void loop_timer_stop(struct loop_timer *t)
{
	world_call_off(t->event);
	t->event = NULL;
}

void loop_timer_free(struct loop_timer *t)
{
	if (!t)
		return;
	loop_timer_stop(t);
	free(t);
}

static void is_ready(void *ctx);

static void look(struct loop_fd *f)
{
	if (!f->event && (f->want & local_ready(f->fd)))
		f->event = world_in(SPAN_US(0), is_ready, f);
}

/* What is still ready after the call is called again: that is arranged before, as `f` may be
 * freed in it. */
static void is_ready(void *ctx)
{
	struct loop_fd *f = ctx;
	unsigned ready = f->want & local_ready(f->fd);

	f->event = NULL;
	if (!ready)
		return;
	look(f);
	f->fn(f->ctx, ready);
}

void sim_loop_look(void)
{
	for (struct loop_fd *f = watched; f; f = f->next)
		look(f);
}

struct loop_fd *loop_fd_new(struct loop *loop, int fd, loop_fd_fn *fn, void *ctx)
{
	struct loop_fd **at = &watched;
	struct loop_fd *f = mem_new(1, sizeof(*f));

	(void)loop;
	if (fd < LOCAL_FIRST)
		die("descriptor %d is not simulated", fd);
	f->fd = fd;
	f->fn = fn;
	f->ctx = ctx;
	while (*at)
		at = &(*at)->next;
	*at = f;
	return f;
}

void loop_fd_want(struct loop_fd *f, unsigned want)
{
	f->want = want;
	look(f);
}

void loop_fd_free(struct loop_fd *f)
{
	struct loop_fd **at = &watched;

	if (!f)
		return;
	while (*at != f)
		at = &(*at)->next;
	*at = f->next;
	world_call_off(f->event);
	free(f);
}

void loop_signal(struct loop *loop, int signal, loop_fn *fn, void *ctx)
{
	die_if(signal < 1 || signal >= SIGNALS);
	loop->on[signal].fn = fn;
	loop->on[signal].ctx = ctx;
}

bool sim_signal(int signal)
{
	if (!running || signal < 1 || signal >= SIGNALS || !running->on[signal].fn)
		return false;
	running->on[signal].fn(running->on[signal].ctx);
	return true;
}
