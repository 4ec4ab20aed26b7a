/* netizen who: asks the hub, and shows the answer to a person or a script. */
#include "cli/who.h"

#include "cli/answer_view.h"
#include "cli/hub.h"
#include "cli/option.h"
#include "cli/table.h"
#include "cli/time_option.h"
#include "cli/wrap.h"
#include "model/holding_find.h"
#include "msg/ask_who.h"

#define WAIT SPAN_S(30)
#define JSON_MAX (4u << 20)

struct wish {
	struct str at, known_at, tz, skew;
	struct ask_who ask;
};

/* "35 %" of odds given as a number. */
static struct str percent(struct arena *arena, const struct json *candidate)
{
	double odds = json_number(json_get(candidate, "odds"));

	if (odds > 0.9995)
		return STR("100 %");
	return arena_fmt(arena, "%.1f %%", odds * 100);
}

static void candidate_row(struct cli *cli, struct table *t, const struct json *c)
{
	struct arena *a = &cli->arena;
	bool nobody = view_text(a, c, "customer").n == 0 && view_text(a, c, "range").n == 0 &&
		      view_text(a, c, "name").n == 0;
	struct str what = view_text(a, c, "range");
	const struct str cell[] = {
		nobody ? STR("nobody") : view_or(a, c, "customer", "-"),
		view_or(a, c, "customer_name", "-"),
		view_or(a, c, "machine", "-"),
		what.n ? what : view_or(a, c, "name", "-"),
		nobody ? STR("-") : view_or(a, c, "from", "always"),
		nobody ? STR("-") : view_or(a, c, "until", "goes on"),
		percent(a, c),
	};

	table_row(t, cell);
}

static void show_candidates(struct cli *cli, const struct json *answer)
{
	static const struct table_column column[] = {
		{"CUSTOMER", false, false, 0},
                { "NAME",    false, true,  3},
		{ "MACHINE", false, true,  4},
                { "HOLDS",   false, true,  5},
		{ "FROM",    false, false, 2},
                { "UNTIL",   false, false, 2},
		{ "ODDS",    true,  false, 1},
	};
	const struct json *list = json_get(answer, "candidates");
	struct table *t;

	if (json_count(list) == 0)
		return;
	t = table_new(column, LEN(column));
	for (size_t i = 0; i < json_count(list); i++)
		candidate_row(cli, t, json_at(list, i));
	table_print(t);
	table_free(t);
}

/* Without the fraction of a second: people do not ask for it. */
static struct str moment(struct arena *a, struct str t)
{
	size_t dot = str_find(t, '.');

	return dot < t.n ? arena_fmt(a, "%.*sZ", (int)dot, t.p) : t;
}

static void show_head(struct cli *cli, const struct json *answer)
{
	struct arena *a = &cli->arena;
	struct str sure = view_text(a, answer, "sure");
	struct str use = view_text(a, answer, "use");
	struct str doubt = view_list(a, answer, "doubt");
	struct str machine = view_text(a, json_get(answer, "prefix"), "machine");
	struct buf AUTO(buf_done) line;

	buf_init(&line, 8192);
	buf_fmt(&line, "%.*s at %.*s: %.*s", STR_ARG(view_text(a, answer, "asked")),
		STR_ARG(moment(a, view_text(a, answer, "at"))),
		STR_ARG(view_text(a, answer, "state")));
	if (sure.n)
		buf_fmt(&line, ", %.*s", STR_ARG(sure));
	if (doubt.n)
		buf_fmt(&line, " (%.*s)", STR_ARG(doubt));
	if (use.n)
		buf_fmt(&line, "; use: %.*s", STR_ARG(use));
	if (machine.n)
		buf_fmt(&line, " on %.*s", STR_ARG(machine));
	wrap_out(cli, buf_str(&line));
}

static void show_last(struct cli *cli, const struct json *answer)
{
	const struct json *last = json_get(answer, "last");
	struct arena *a = &cli->arena;

	if (!last)
		return;
	wrap_out(cli, arena_fmt(a, "held last by %.*s (%.*s) on %.*s, from %.*s until %.*s",
				STR_ARG(view_or(a, last, "customer", "nobody named")),
				STR_ARG(view_or(a, last, "customer_name", "no name")),
				STR_ARG(view_or(a, last, "machine", "no machine named")),
				STR_ARG(view_or(a, last, "from", "always")),
				STR_ARG(view_or(a, last, "until", "now"))));
}

static int show(struct cli *cli, struct str json)
{
	struct json_doc *doc;
	struct err err;

	if (json.n == 0)
		return CLI_OK;
	if (cli->json)
		return cli_out(json) && cli_out(STR("\n")) ? CLI_OK : CLI_FAILED;
	if (json_parse(json, JSON_MAX, &doc, &err) < 0)
		return cli_fail(cli, &err);
	show_head(cli, json_root(doc));
	show_candidates(cli, json_root(doc));
	show_last(cli, json_root(doc));
	json_free(doc);
	return CLI_OK;
}

/* -1 to go on, or the exit code. */
static int read_wish(struct cli *cli, struct wish *w)
{
	const struct time_option at = { "--at", w->at, w->tz };
	const struct time_option known = { "--known-at", w->known_at, w->tz };
	struct who_ask ask;
	struct err err;
	int leave = time_option(cli, &at, &w->ask.at);

	if (leave < 0)
		leave = time_option(cli, &known, &w->ask.known_at);
	if (leave >= 0)
		return leave;
	if (w->skew.n && span_parse(w->skew, &w->ask.skew, &err) < 0)
		return cli_usage(cli, "--skew: %s", err.text);
	if (w->ask.text.n > ASK_WHO_TEXT_MAX)
		return cli_usage(cli, "a name of %zu octets: at most %d are taken", w->ask.text.n,
				 ASK_WHO_TEXT_MAX);
	if (who_parse(&cli->arena, w->ask.text, &ask, &err) < 0)
		return cli_usage(cli, "%s", err.text);
	return -1;
}

static int run_who(struct cli *cli, int argc, char **argv)
{
	struct wish w = {
		.ask = {.at = WHEN_NEVER, .known_at = WHEN_NEVER, .skew = { -1 }}
	};
	const struct option_row row[] = {
		{"at",        0, OPTION_TEXT, &w.at,       "TIME", "who held it then (now)",          0},
		{ "known-at", 0, OPTION_TEXT, &w.known_at, "TIME", "as we believed at that time",
                 0										     },
		{ "tz",       0, OPTION_TEXT, &w.tz,       "ZONE", "zone of times without an offset", 0},
		{ "skew",     0, OPTION_TEXT, &w.skew,     "SPAN",
                 "how far the time may be off (15m; 2m for floating)",                                0},
	};
	const struct option_set set = { &cmd_who, row, LEN(row) };
	struct buf AUTO(buf_done) body;
	struct option_list operands;
	struct hub_answer answer;
	struct hub_ask ask = { .type = MSG_WHO, .wait = WAIT, .only_if_kept = true };
	struct err err;
	int code = option_read(cli, &set, argc, argv, &operands);

	buf_init(&body, FRAME_BODY_MAX);
	if (code >= 0)
		return code;
	if (operands.n != 1)
		return cli_usage(cli, "one address, domain, mailbox, user or path is wanted");
	w.ask.text = operands.item[0];
	code = read_wish(cli, &w);
	if (code >= 0)
		return code;
	msg_put_who(&body, &w.ask);
	ask.body = buf_str(&body);
	if (hub_ask(cli, &ask, &answer, &err) < 0) {
		cli_fail(cli, &err);
		return err.kind == ERR_GONE ? CLI_NOTHING : CLI_FAILED;
	}
	code = hub_code(cli, &answer);
	if (answer.kind != ERR_NONE && !cli->json)
		return code;
	return show(cli, answer.json) == CLI_OK ? code : CLI_FAILED;
}

const struct command cmd_who = { "who", "ADDR|DOMAIN|MAILBOX|USER|PATH [options]",
				 "who held it, when, and how sure", run_who };
