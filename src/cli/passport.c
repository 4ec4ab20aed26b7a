/* netizen ip: asks the hub for all about one address. */
#include "cli/passport.h"

#include "cli/hub.h"
#include "cli/option.h"
#include "cli/passport_view.h"
#include "msg/ask_passport.h"

#define WAIT SPAN_S(60)

static int show(struct cli *cli, struct str json)
{
	struct json_doc *doc;
	struct err err;

	if (cli->json)
		return cli_out(json) && cli_out(STR("\n")) ? CLI_OK : CLI_FAILED;
	if (json_parse(json, JSON_BYTES_MAX, &doc, &err) < 0)
		return cli_fail(cli, &err);
	passport_view(cli, json_root(doc));
	json_free(doc);
	return CLI_OK;
}

static int run_ip(struct cli *cli, int argc, char **argv)
{
	struct hub_ask ask = { .type = MSG_PASSPORT, .wait = WAIT, .only_if_kept = true };
	struct ask_passport wish = { 0 };
	const struct option_row row[] = {
		{"history", 0, OPTION_FLAG, &wish.history, NULL, "every change of every listing",
                 0},
	};
	const struct option_set set = { &cmd_ip, row, LEN(row) };
	struct buf AUTO(buf_done) body;
	struct option_list operands;
	struct hub_answer answer;
	struct err err;
	int code = option_read(cli, &set, argc, argv, &operands);

	buf_init(&body, FRAME_BODY_MAX);
	if (code >= 0)
		return code;
	if (operands.n != 1)
		return cli_usage(cli, "one address is wanted");
	if (ip_parse(operands.item[0], &wish.ip, &err) < 0)
		return cli_usage(cli, "%s", err.text);
	msg_put_passport(&body, &wish);
	ask.body = buf_str(&body);
	if (hub_ask(cli, &ask, &answer, &err) < 0) {
		cli_fail(cli, &err);
		return err.kind == ERR_GONE ? CLI_NOTHING : CLI_FAILED;
	}
	code = hub_code(cli, &answer);
	return code == CLI_OK ? show(cli, answer.json) : code;
}

const struct command cmd_ip = { "ip", "ADDR [--history]",
				"everything known about one address, across all its customers",
				run_ip };
