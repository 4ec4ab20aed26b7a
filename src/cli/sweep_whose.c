/* Asking the hub whose a listed address is. */
#include "cli/sweep_whose.h"

#include "cli/answer_view.h"
#include "cli/hub.h"
#include "msg/ask_who.h"

enum { JSON_MAX = 4 << 20, WAIT_S = 30 };

/* A copy: the answer's document is gone before it is shown. */
static struct str kept(struct arena *a, const struct json *object, const char *key)
{
	return arena_str(a, view_text(a, object, key));
}

static void read_answer(struct arena *a, const struct json *root, struct whose *out)
{
	const struct json *first = json_at(json_get(root, "candidates"), 0);
	const struct json *last = json_get(root, "last");

	out->known = true;
	out->sure = kept(a, root, "sure");
	out->use = kept(a, root, "use");
	if (first) {
		out->customer = kept(a, first, "customer");
		out->name = kept(a, first, "customer_name");
		out->machine = kept(a, first, "machine");
	}
	if (last)
		out->last = kept(a, last, "customer");
}

int whose_ask(struct cli *cli, struct ip ip, struct whose *out, struct err *err)
{
	char text[IP_TEXT_MAX + 1];
	struct ask_who who = { .text = str_of(ip_text(ip, text)),
			       .at = WHEN_NEVER,
			       .known_at = WHEN_NEVER,
			       .skew = SPAN_US(-1) };
	struct buf AUTO(buf_done) body;
	struct hub_ask ask = { .type = MSG_WHO, .wait = SPAN_S(WAIT_S), .only_if_kept = true };
	struct hub_answer answer;
	struct json_doc *doc;

	buf_init(&body, FRAME_MAX);
	*out = (struct whose){ 0 };
	msg_put_who(&body, &who);
	ask.body = buf_str(&body);
	if (hub_ask(cli, &ask, &answer, err) < 0)
		return -1;
	if (answer.json.n == 0)
		return 0; /* not ours */
	if (json_parse(answer.json, JSON_MAX, &doc, err) < 0)
		return err_in(err, "the hub's answer");
	read_answer(&cli->arena, json_root(doc), out);
	json_free(doc);
	return 0;
}

struct str whose_text(struct cli *cli, const struct whose *w)
{
	struct arena *a = &cli->arena;
	bool sure = str_eq(w->sure, STR("certain"));

	if (!w->known)
		return STR("-");
	if (w->customer.n)
		return arena_fmt(a, "%.*s%s%.*s %.*s", sure ? 0 : (int)w->sure.n, w->sure.p,
				 sure ? "" : ": ", STR_ARG(w->customer), STR_ARG(w->name));
	if (w->last.n)
		return arena_fmt(a, "nobody's; last %.*s", STR_ARG(w->last));
	return w->use.n ? arena_fmt(a, "nobody's; %.*s", STR_ARG(w->use)) : STR("nobody's");
}
