/* What a handler leaves to be done after the commit. */
#include "desk/bench.h"

void bench_tell(struct bench *bench, void (*fn)(void *ctx, const void *what), void *ctx,
		const void *what)
{
	struct tell *t = arena_new(bench->turn, 1, sizeof(*t));

	*t = (struct tell){ fn, ctx, what, NULL };
	if (bench->tell)
		bench->last->next = t;
	else
		bench->tell = t;
	bench->last = t;
}
