/* A slice of the dump whenever the client has taken the one before: others are served between. */
#include "front/giving.h"

#include "base/die.h"
#include "front/session.h"
#include "store/dump.h"
#include "sys/channel.h"
#include "sys/loop.h"
#include "sys/stream.h"

#include <stdlib.h>

struct giving {
	struct giving_start start;
	struct dump *dump;
	struct loop_fd *ready;
	int to;
	struct buf slice;
	struct str left; /* of the slice, to go out */
	bool last;       /* no slice comes after it */
};

static void over(struct giving *g, const struct err *why)
{
	loop_fd_want(g->ready, 0);
	stream_close(g->to);
	g->to = -1;
	g->start.over(g->start.ctx, why);
}

static int next_slice(struct giving *g, struct err *err)
{
	buf_clear(&g->slice);
	if (dump_more(g->dump, &g->slice, &g->last, err) < 0)
		return -1;
	g->left = buf_str(&g->slice);
	return 0;
}

static void can_go_on(void *ctx, unsigned ready)
{
	struct err err = { .kind = ERR_NONE };
	struct giving *g = ctx;

	(void)ready;
	session_waits(g->start.asker);
	if (g->left.n == 0 && !g->last && next_slice(g, &err) < 0) {
		over(g, &err);
		return;
	}
	if (stream_write(g->to, &g->left, &err) < 0 && err.kind != ERR_LATER) {
		over(g, &err);
		return;
	}
	err.kind = ERR_NONE;
	if (g->left.n == 0 && g->last)
		over(g, &err);
}

int giving_new(struct giving **out, const struct giving_start *start, struct err *err)
{
	struct giving *g;
	struct dump *dump;

	if (start->to < 0)
		return err_set(err, ERR_INPUT, "a stream is wanted beside the message");
	if (stream_check(start->to, err) < 0 || dump_new(&dump, start->db, err) < 0)
		return -1;
	g = mem_new(1, sizeof(*g));
	*g = (struct giving){ .start = *start, .dump = dump, .to = channel_keep(start->to) };
	buf_init(&g->slice, DUMP_SLICE_MAX);
	g->ready = loop_fd_new(start->loop, g->to, can_go_on, g);
	loop_fd_want(g->ready, LOOP_WRITE);
	*out = g;
	return 0;
}

void giving_free(struct giving *g)
{
	if (!g)
		return;
	dump_free(g->dump);
	loop_fd_free(g->ready);
	stream_close(g->to);
	buf_done(&g->slice);
	free(g);
}

struct session *giving_asker(const struct giving *g)
{
	return g->start.asker;
}

uint64_t giving_id(const struct giving *g)
{
	return g->start.id;
}
