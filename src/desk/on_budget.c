/* Questions wanted for a sweep by hand, the reserve included, or given back. */
#include "desk/on_budget.h"

#include "base/jout.h"
#include "desk/watching.h"
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

/* Our own catalogue decides, not the asker's; whom it does not know may be asked no more than the
 * house allows. */
static struct list_budget limit_of(const struct bench *bench, const struct ask_budget *ask)
{
	struct list_budget ours;

	if (bench->watching && watching_limit(bench->watching, ask->operator, & ours))
		return ours;
	return budget_strictest(ask->limit, list_house_budget);
}

/* Who names no address is counted as the hub itself. */
static struct source source_of(const struct bench *bench, const struct ask_budget *ask)
{
	bool named = ask->from.four.len || ask->from.six.len;

	return named || !bench->watching ? ask->from : *watching_source(bench->watching);
}

static int take(struct bench *bench, const struct ask_budget *ask, struct budget_grant *out,
		struct err *err)
{
	const struct budget_wish wish = { .operator= ask->operator,
					  .limit = limit_of(bench, ask),
					  .n = ask->n,
					  .manual = true,
					  .now = bench->now,
					  .from = source_of(bench, ask) };

	return budget_store_take(bench->db, &wish, out, err);
}

static int give_back(struct bench *bench, const struct ask_budget *ask, struct err *err)
{
	const struct budget_back back = { ask->operator, ask->n, ask->taken,
					  source_of(bench, ask) };

	return budget_store_return(bench->db, &back, err);
}

int on_budget(struct bench *bench, const struct frame *in, int payload, struct err *err)
{
	struct budget_grant grant = { 0 };
	struct ask_budget ask;
	bool wanted;

	(void)payload;
	if (msg_get_budget(in, bench->turn, &ask, err) < 0)
		return -1;
	wanted = ask.taken.us == WHEN_NEVER.us;
	if ((wanted ? take(bench, &ask, &grant, err) : give_back(bench, &ask, err)) < 0)
		return -1;
	tell(bench, &grant);
	return 0;
}
