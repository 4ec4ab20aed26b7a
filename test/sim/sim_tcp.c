/* sys/tcp.h in a simulated world: every connection is refused, as by most lists' servers. */
#include "sys/tcp.h"

#include "base/die.h"
#include "world.h"

#include <stdlib.h>

struct tcp {
	tcp_fn *fn;
	void *ctx;
	struct world_event *refusal;
};

static void refuse(void *ctx)
{
	struct tcp *t = ctx;

	t->refusal = NULL;
	t->fn(t->ctx, (struct str){ NULL, 0 });
}

struct tcp *tcp_new(struct loop *loop, const struct tcp_ask *ask, tcp_fn *fn, void *ctx)
{
	struct tcp *t = mem_new(1, sizeof(*t));

	(void)loop;
	(void)ask;
	t->fn = fn;
	t->ctx = ctx;
	t->refusal = world_in(SPAN_MS(1), refuse, t);
	return t;
}

void tcp_free(struct tcp *t)
{
	if (!t)
		return;
	world_call_off(t->refusal);
	free(t);
}
