/* netizen event: assign, release or move one range, now or at a time. */
#include "cli/event.h"

#include "cli/answer_view.h"
#include "cli/hub.h"
#include "cli/option.h"
#include "cli/time_option.h"
#include "msg/ask_event.h"

#define WAIT SPAN_S(30)
#define JSON_MAX (4u << 20)

struct wish {
	struct str at, tz, ports, use;
	struct ask_event ask;
};

static int check_names(struct cli *cli, const struct wish *w)
{
	const struct tenancy *t = &w->ask.event.tenancy;

	if (t->customer.n > INV_NAME_MAX || t->machine.n > INV_NAME_MAX)
		return cli_usage(cli, "a name of more than %d octets", INV_NAME_MAX);
	if (w->ask.event.verb == EVENT_ASSIGN && t->customer.n == 0 && t->use == USE_UNSTATED)
		return cli_usage(cli, "assign wants --customer, or --use for what is nobody's");
	if (w->ask.event.verb == EVENT_MOVE && t->customer.n == 0 && t->machine.n == 0)
		return cli_usage(cli, "move wants --customer, --machine or both");
	if (w->ask.event.verb == EVENT_RELEASE && (t->customer.n || t->machine.n))
		return cli_usage(cli, "release takes neither --customer nor --machine");
	return -1;
}

/* -1 to go on, or the exit code. */
static int read_wish(struct cli *cli, struct wish *w, const struct option_list *operands)
{
	const struct time_option at = { "--at", w->at, w->tz };
	struct tenancy *t = &w->ask.event.tenancy;
	struct err err;
	int leave;

	if (operands->n != 2)
		return cli_usage(cli,
				 "assign, release or move, and one address or prefix are wanted");
	if (!event_verb_parse(operands->item[0], &w->ask.event.verb))
		return cli_usage(cli, "\"%.*s\": assign, release or move is wanted",
				 STR_ARG(operands->item[0]));
	if (range_parse(operands->item[1], &t->range, &err) < 0)
		return cli_usage(cli, "%s", err.text);
	t->ports = PORTS_ALL;
	if (w->ports.n && ports_parse(w->ports, &t->ports, &err) < 0)
		return cli_usage(cli, "--ports: %s", err.text);
	if (w->use.n && !use_parse(w->use, &t->use))
		return cli_usage(
			cli,
			"--use \"%.*s\": single, shared, gateway, nat, free or infrastructure "
			"is wanted",
			STR_ARG(w->use));
	leave = time_option(cli, &at, &t->from);
	return leave >= 0 ? leave : check_names(cli, w);
}

static int show(struct cli *cli, struct str json)
{
	const struct json *changes;
	struct json_doc *doc;
	struct err err;
	bool ours = true;
	size_t n;

	if (cli->json)
		return cli_out(json) && cli_out(STR("\n")) ? CLI_OK : CLI_FAILED;
	if (json_parse(json, JSON_MAX, &doc, &err) < 0)
		return cli_fail(cli, &err);
	changes = json_get(json_root(doc), "changes");
	n = json_count(changes);
	for (size_t i = 0; i < n; i++) {
		const struct json *c = json_at(changes, i);
		const struct json *t = json_get(c, "after");
		struct arena *a = &cli->arena;

		if (json_kind(t) != JSON_IS_OBJECT)
			t = json_get(c, "before");
		cli_out(cli_safe(
			a, arena_fmt(a, "%-8.*s %.*s  customer %.*s  machine %.*s  %.*s to %.*s",
				     STR_ARG(view_text(a, c, "op")),
				     STR_ARG(view_text(a, t, "address")),
				     STR_ARG(view_or(a, t, "customer", "-")),
				     STR_ARG(view_or(a, t, "machine", "-")),
				     STR_ARG(view_or(a, t, "from", "always")),
				     STR_ARG(view_or(a, t, "until", "goes on")))));
		cli_out(STR("\n"));
	}
	if (n == 0)
		cli_out(STR("nothing to change\n"));
	if (json_bool(json_get(json_root(doc), "ours"), &ours) && !ours)
		cli_note(cli, "this is in none of our prefixes; it is watched only while somebody "
			      "holds it");
	json_free(doc);
	return CLI_OK;
}

static int run_event(struct cli *cli, int argc, char **argv)
{
	struct wish w = { 0 };
	struct tenancy *t = &w.ask.event.tenancy;
	const struct option_row row[] = {
		{"customer",  'c', OPTION_TEXT, &t->customer,   "ID",    "who gets it",                      0},
		{ "machine",  'm', OPTION_TEXT, &t->machine,    "NAME",  "on which machine",                 0},
		{ "at",       0,   OPTION_TEXT, &w.at,          "TIME",  "when it happened (now)",           0},
		{ "tz",       0,   OPTION_TEXT, &w.tz,          "ZONE",  "zone of a time without an offset", 0},
		{ "ports",    0,   OPTION_TEXT, &w.ports,       "LO-HI", "only these ports",                 0},
		{ "use",      0,   OPTION_TEXT, &w.use,         "USE",
                 "single, shared, gateway, nat, free, infrastructure",                                       0},
		{ "floating", 0,   OPTION_FLAG, &t->floating,   NULL,    "it moves within minutes",          0},
		{ "dry-run",  'n', OPTION_FLAG, &w.ask.dry_run, NULL,
                 "say what would change, change nothing",                                                    0},
	};
	const struct option_set set = { &cmd_event, row, LEN(row) };
	struct hub_ask ask = { .type = MSG_EVENT, .wait = WAIT, .only_if_kept = true };
	struct buf AUTO(buf_done) body;
	struct option_list operands;
	struct hub_answer answer;
	struct err err;
	int code;

	buf_init(&body, FRAME_BODY_MAX);
	t->from = WHEN_NEVER;
	code = option_read(cli, &set, argc, argv, &operands);
	if (code < 0)
		code = read_wish(cli, &w, &operands);
	if (code >= 0)
		return code;
	msg_put_event(&body, &w.ask);
	ask.body = buf_str(&body);
	if (hub_ask(cli, &ask, &answer, &err) < 0) {
		cli_fail(cli, &err);
		return err.kind == ERR_GONE ? CLI_NOTHING : CLI_FAILED;
	}
	code = hub_code(cli, &answer);
	return code == CLI_OK ? show(cli, answer.json) : code;
}

const struct command cmd_event = { "event", "assign|release|move ADDR|PREFIX [options]",
				   "note one change of tenancy as it happens", run_event };
