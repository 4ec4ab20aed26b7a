/* Telling the hub that a person has looked at a held list. */
#include "cli/lists_resume.h"

#include "base/json.h"
#include "cli/answer_view.h"
#include "cli/hub.h"
#include "model/zone_text.h"
#include "msg/ask_resume.h"

#define WAIT SPAN_S(30)

static int show(struct cli *cli, struct str text)
{
	struct arena *a = &cli->arena;
	const struct json *answer;
	struct json_doc *doc;
	struct err err;

	if (cli->json)
		return cli_out(text) && cli_out(STR("\n")) ? CLI_OK : CLI_FAILED;
	if (json_parse(text, JSON_BYTES_MAX, &doc, &err) < 0)
		return cli_fail(cli, &err);
	answer = json_root(doc);
	cli_out(cli_safe(a, arena_fmt(a, "%.*s counts again; listings that were held back: %.*s",
				      STR_ARG(view_text(a, answer, "list")),
				      STR_ARG(view_text(a, answer, "listings")))));
	cli_out(STR("\n"));
	json_free(doc);
	return CLI_OK;
}

int lists_resume(struct cli *cli, const struct option_list *operands)
{
	struct hub_ask ask = { .type = MSG_RESUME, .wait = WAIT, .only_if_kept = true };
	struct ask_resume wish = { 0 };
	struct buf AUTO(buf_done) body;
	struct hub_answer answer;
	struct err err;
	int code;

	buf_init(&body, FRAME_BODY_MAX);
	if (operands->n != 2)
		return cli_usage(cli, "resume takes one zone");
	wish.zone = operands->item[1];
	if (zone_text_check(wish.zone, &err) < 0)
		return cli_usage(cli, "resume: %s", err.text);
	msg_put_resume(&body, &wish);
	ask.body = buf_str(&body);
	if (hub_ask(cli, &ask, &answer, &err) < 0) {
		cli_fail(cli, &err);
		return err.kind == ERR_GONE ? CLI_NOTHING : CLI_FAILED;
	}
	code = hub_code(cli, &answer);
	return code == CLI_OK ? show(cli, answer.json) : code;
}
