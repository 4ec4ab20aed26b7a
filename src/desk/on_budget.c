/* Questions wanted for a sweep by hand, the reserve included, or given back. */
#include "desk/on_budget.h"

#include "base/jout.h"
#include "msg/ask_budget.h"
#include "store/watch_store.h"

#define JSON_MAX 4096

/* Times as microseconds: they are for a program. */
static void tell(struct bench *bench, const struct budget_grant *grant)
{
	struct buf AUTO(buf_done) text;
	struct jout j;

	buf_init(&text, JSON_MAX);
	j = jout_to(&text);
	jout_open(&j, NULL, '{');
	jout_str(&j, "type", STR("budget"));
	jout_int(&j, "n", grant->n);
	jout_int(&j, "begin", grant->begin.us);
	jout_int(&j, "again", grant->again.us);
	jout_close(&j, '}');
	bench->json = arena_str(bench->turn, buf_str(&text));
}

int on_budget(struct bench *bench, const struct frame *in, int payload, struct err *err)
{
	struct budget_grant grant = { 0 };
	struct ask_budget ask;

	(void)payload;
	if (msg_get_budget(in, bench->turn, &ask, err) < 0)
		return -1;
	if (ask.taken.us != WHEN_NEVER.us) {
		if (budget_store_return(bench->db, ask.operator, ask.n, ask.taken, err) < 0)
			return -1;
	} else {
		const struct budget_wish wish = { ask.operator, ask.limit, ask.n, true,
						  bench->now };

		if (budget_store_take(bench->db, &wish, &grant, err) < 0)
			return -1;
	}
	tell(bench, &grant);
	return 0;
}
