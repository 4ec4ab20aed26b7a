/* The hub's budgets as a till: it answers within a turn of the desk, so it is waited for. */
#include "cli/sweep_till.h"

#include "base/json.h"
#include "cli/hub.h"
#include "msg/ask_budget.h"
#include "sweep/ledger.h"

#define WAIT SPAN_S(10)
#define JSON_MAX 65536

static int ask_hub(struct sweep_till *t, const struct ask_budget *wish, struct hub_answer *out,
		   struct err *err)
{
	struct hub_ask ask = { .type = MSG_BUDGET, .wait = WAIT, .only_live = true };
	struct buf AUTO(buf_done) body;

	buf_init(&body, FRAME_BODY_MAX);
	msg_put_budget(&body, wish);
	ask.body = buf_str(&body);
	if (hub_line_ask(t->line, &ask, out, err) < 0)
		return err_in(err, "the hub's budgets");
	if (out->kind != ERR_NONE)
		return err_set(err, out->kind, "the hub's budgets: %.*s", STR_ARG(out->text));
	return 0;
}

static int read_grant(struct str json, struct budget_grant *out, struct err *err)
{
	struct json_doc *doc;
	const struct json *o;
	int64_t n = -1;

	if (json_parse(json, JSON_MAX, &doc, err) < 0)
		return err_in(err, "the hub's answer");
	o = json_root(doc);
	(void)json_int(json_get(o, "n"), &n);
	(void)json_int(json_get(o, "begin"), &out->begin.us);
	(void)json_int(json_get(o, "again"), &out->again.us);
	json_free(doc);
	if (n < 0 || n > UINT32_MAX)
		return err_set(err, ERR_INPUT, "the hub's answer tells no grant");
	out->n = (uint32_t)n;
	return 0;
}

static struct ask_budget wish_of(const struct sweep_till *t, const struct list *list, uint32_t n,
				 struct instant taken)
{
	return (struct ask_budget){ list->operator, list->budget, n, taken, t->from };
}

static enum till_answer take(void *ctx, const struct till_wish *wish, struct budget_grant *out,
			     struct err *err)
{
	struct sweep_till *t = ctx;
	const struct ask_budget ask = wish_of(t, wish->list, wish->n, WHEN_NEVER);
	struct hub_answer answer;

	*out = (struct budget_grant){ 0 };
	if (ask_hub(t, &ask, &answer, err) < 0 || read_grant(answer.json, out, err) < 0)
		return TILL_FAILED;
	return TILL_GRANTED;
}

/* What cannot be given back is lost: never more is spent than was granted. */
static void give(void *ctx, const struct list *list, uint32_t n, struct instant taken)
{
	struct sweep_till *t = ctx;
	const struct ask_budget ask = wish_of(t, list, n, taken);
	struct hub_answer answer;
	struct err err;

	if (n > 0 && ask_hub(t, &ask, &answer, &err) < 0)
		cli_note(t->cli, "%u questions not given back: %s", n, err.text);
}

int sweep_till_open(const struct sweep_job *job, struct sweep_till *out)
{
	struct err err;
	int leave;

	*out = (struct sweep_till){ .cli = job->cli, .from = job->from };
	if (job->servers > 0)
		return -1; /* the user's own server */
	if (hub_line_open(job->cli, &out->line, &err) == 0) {
		out->till = (struct till){ take, give, out };
		out->use = &out->till;
		return -1;
	}
	if (err.kind != ERR_GONE)
		cli_note(job->cli, "a hub runs whose budgets will know nothing of this: %s",
			 err.text);
	leave = job_ledger(job, &out->ledger);
	if (leave < 0) {
		out->till = ledger_till(out->ledger);
		out->use = &out->till;
	}
	return leave;
}

void sweep_till_close(struct sweep_till *t)
{
	hub_line_close(t->line);
	ledger_free(t->ledger);
	*t = (struct sweep_till){ 0 };
}
