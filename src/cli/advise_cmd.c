/* netizen advise: asks the hub, and shows the ranking with its reasons. */
#include "cli/advise_cmd.h"

#include "cli/answer_lines.h"
#include "cli/answer_view.h"
#include "cli/hub.h"
#include "cli/listings_view.h"
#include "cli/option.h"
#include "cli/table.h"
#include "cli/wrap.h"
#include "msg/ask_advise.h"

#define WAIT SPAN_S(120)
#define USUAL 20

static void show_rows(struct cli *cli, const struct json *list)
{
	static const struct table_column column[] = {
		{"ADDRESS",     false, false, 0},
                { "HURTS",      true,  false, 1},
		{ "OTHERS",     true,  false, 1},
                { "BEFORE",     true,  false, 1},
		{ "FREE SINCE", false, false, 2},
                { "LAST",       false, true,  3},
		{ "WHY",        false, true,  4},
	};
	struct table *t = table_new(column, LEN(column));
	struct arena *a = &cli->arena;

	for (size_t i = 0; i < json_count(list); i++) {
		const struct json *r = json_at(list, i);

		table_row(t, (struct str[]){ view_text(a, r, "address"), view_text(a, r, "hurts"),
					     view_text(a, r, "others"), view_text(a, r, "before"),
					     listing_time(cli, r, "free_since", "always"),
					     view_or(a, r, "last_customer", "-"),
					     view_list(a, r, "reasons") });
	}
	table_print(t);
	table_free(t);
}

static int show(struct cli *cli, struct str json)
{
	const struct json *root;
	struct json_doc *doc;
	struct err err;

	if (cli->json)
		return answer_lines(json, "addresses", &err) < 0 ? cli_fail(cli, &err) : CLI_OK;
	if (json_parse(json, JSON_BYTES_MAX, &doc, &err) < 0)
		return cli_fail(cli, &err);
	root = json_root(doc);
	show_rows(cli, json_get(root, "addresses"));
	cli_out(STR("\n"));
	wrap_out(cli,
		 arena_fmt(&cli->arena, "%.*s of %.*s IPv4 addresses in our prefixes are free.",
			   STR_ARG(view_text(&cli->arena, root, "free")),
			   STR_ARG(view_text(&cli->arena, root, "looked"))));
	if (str_eq(view_text(&cli->arena, root, "cut"), STR("yes")))
		cli_note(cli, "our prefixes are larger than that: the rest was not looked at");
	json_free(doc);
	return CLI_OK;
}

static int run_advise(struct cli *cli, int argc, char **argv)
{
	struct hub_ask ask = { .type = MSG_ADVISE, .wait = WAIT, .only_if_kept = true };
	struct ask_advise wish = { 0 };
	struct str purpose = STR("any");
	uint64_t most = USUAL;
	const struct option_row row[] = {
		{"number", 'n', OPTION_NUMBER, &most,    "N",        "so many at most (20)",
                 ASK_ADVISE_MAX								},
		{ "for",   0,   OPTION_TEXT,   &purpose, "mail|web", "what it is wanted for", 0},
	};
	const struct option_set set = { &cmd_advise, row, LEN(row) };
	struct buf AUTO(buf_done) body;
	struct option_list operands;
	struct hub_answer answer;
	struct err err;
	int code = option_read(cli, &set, argc, argv, &operands);

	buf_init(&body, FRAME_BODY_MAX);
	if (code >= 0)
		return code;
	if (operands.n > 0)
		return cli_usage(cli, "\"%.*s\" is one word too many", STR_ARG(operands.item[0]));
	if (!advise_for_parse(purpose, &wish.purpose))
		return cli_usage(cli, "--for \"%.*s\": mail or web is wanted", STR_ARG(purpose));
	wish.most = (uint32_t)most;
	msg_put_advise(&body, &wish);
	ask.body = buf_str(&body);
	if (hub_ask(cli, &ask, &answer, &err) < 0) {
		cli_fail(cli, &err);
		return err.kind == ERR_GONE ? CLI_NOTHING : CLI_FAILED;
	}
	code = hub_code(cli, &answer);
	return code == CLI_OK ? show(cli, answer.json) : code;
}

const struct command cmd_advise = { "advise", "[-n N] [--for mail|web]",
				    "which free addresses to hand out first, with reasons",
				    run_advise };
