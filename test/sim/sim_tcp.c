/* sys/tcp.h in a simulated world: one message there and one back, or none.
 *
 * The framing is sys/tcp's own business and is tested there; here a connection is refused, is
 * answered, dies in the middle of the reply, or is open until its time is over.
 */
#include "sys/tcp.h"

#include "base/die.h"
#include "net.h"
#include "world.h"

#include <stdlib.h>
#include <string.h>

#define THERE SPAN_MS(3) /* to connect and to write */
#define BACK SPAN_MS(2)

struct tcp {
	tcp_fn *fn;
	void *ctx;
	struct endpoint peer;
	struct span wait;
	struct world_event *next;
	struct buf reply;
	size_t query_n;
	char query[TCP_QUERY_MAX];
};

static void comes_to_nothing(void *ctx)
{
	struct tcp *t = ctx;

	t->next = NULL;
	t->fn(t->ctx, (struct str){ NULL, 0 });
}

static void comes_back(void *ctx)
{
	struct tcp *t = ctx;

	t->next = NULL;
	t->fn(t->ctx, buf_str(&t->reply));
}

static void arrives(void *ctx)
{
	struct tcp *t = ctx;

	t->next = NULL;
	switch (net_stream_ask(t->peer, (struct str){ t->query, t->query_n }, &t->reply)) {
	case STREAM_REFUSED:
		comes_to_nothing(t);
		break;
	case STREAM_SILENT:
		t->next = world_in(t->wait, comes_to_nothing, t);
		break;
	case STREAM_CUT:
		t->next = world_in(BACK, comes_to_nothing, t);
		break;
	case STREAM_WHOLE:
		t->next = world_in(BACK, comes_back, t);
		break;
	}
}

struct tcp *tcp_new(struct loop *loop, const struct tcp_ask *ask, tcp_fn *fn, void *ctx)
{
	struct tcp *t = mem_new(1, sizeof(*t));

	(void)loop;
	die_if(ask->query.n > TCP_QUERY_MAX);
	t->fn = fn;
	t->ctx = ctx;
	t->peer = ask->peer;
	t->wait = ask->wait;
	t->query_n = ask->query.n;
	memcpy(t->query, ask->query.p, ask->query.n);
	buf_init(&t->reply, TCP_REPLY_MAX);
	t->next = world_in(THERE, arrives, t);
	return t;
}

void tcp_free(struct tcp *t)
{
	if (!t)
		return;
	world_call_off(t->next);
	buf_done(&t->reply);
	free(t);
}
