/* Taking from a grant until nothing is left or its day has passed. */
#include "watch/grant.h"

static int64_t day_of(struct instant t)
{
	return t.us / SPAN_S(86400).us;
}

static enum till_answer take(void *ctx, const struct till_wish *wish, struct budget_grant *out,
			     struct err *err)
{
	struct grant *g = ctx;

	(void)err;
	*out = (struct budget_grant){ .begin = wish->now, .again = WHEN_NEVER };
	if (day_of(wish->now) != day_of(g->granted))
		return TILL_GRANTED;
	out->n = wish->n < g->left ? wish->n : g->left;
	g->left -= out->n;
	return TILL_GRANTED;
}

static void give(void *ctx, const struct list *list, uint32_t n, struct instant taken)
{
	struct grant *g = ctx;

	(void)list;
	(void)taken;
	g->left += n;
}

struct till grant_till(struct grant *g)
{
	return (struct till){ take, give, g };
}
