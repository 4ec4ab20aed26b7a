/* Asking a running hub for news again and again, over one connection. */
#include "cli/listings_follow.h"

#include "cli/answer_lines.h"
#include "cli/answer_view.h"
#include "cli/hub.h"
#include "cli/listings_view.h"
#include "cli/wrap.h"
#include "sys/own.h"

#include <stdio.h>

#define WAIT SPAN_S(60)
#define EVERY SPAN_S(1)

/* What happened, for people. What a list's first round finds did not happen just now. */
static struct str change_words(struct str change, bool baseline)
{
	static const struct {
		const char *change, *words;
	} word[] = {
		{"appeared",  "seen, not counted yet"},
		{ "began",    "listed"               },
		{ "returned", "listed again"         },
		{ "recoded",  "other codes"          },
		{ "faded",    "clean once"           },
		{ "lives",    "listed after all"     },
		{ "ended",    "ended"                },
		{ "vanished", "was seen once only"   },
	};

	if (baseline && str_eq(change, STR("began")))
		return STR("was listed before");
	for (size_t i = 0; i < LEN(word); i++)
		if (str_eq(change, str_of(word[i].change)))
			return str_of(word[i].words);
	return change;
}

static void show_change(struct cli *cli, const struct json *c)
{
	struct arena *a = &cli->arena;
	struct str meaning = view_text(a, c, "meaning");
	bool baseline = str_eq(view_text(a, c, "baseline"), STR("yes"));
	bool held = str_eq(view_text(a, c, "held"), STR("yes"));

	wrap_out(cli, arena_fmt(a, "%.*s  %-21.*s  %-15.*s  %.*s  %s%.*s%s%.*s%s%.*s%s",
				STR_ARG(listing_time(cli, c, "at", "-")),
				STR_ARG(change_words(view_text(a, c, "change"), baseline)),
				STR_ARG(listing_about(cli, c)), STR_ARG(view_text(a, c, "list")),
				baseline ? "then with " : "", STR_ARG(listing_whose(cli, c)),
				meaning.n ? "  " : "", STR_ARG(meaning), held ? "  (" : "",
				STR_ARG(held ? listing_words(cli, c) : STR("")), held ? ")" : ""));
}

/* Prints what an answer tells; *after and *more of it. */
static int show(struct cli *cli, struct str json, int64_t *after, bool *more, struct err *err)
{
	const struct json *list;
	struct json_doc *doc;

	if (json_parse(json, JSON_BYTES_MAX, &doc, err) < 0)
		return err_in(err, "the hub's answer");
	list = json_get(json_root(doc), "changes");
	*more = false;
	(void)json_int(json_get(json_root(doc), "after"), after);
	(void)json_bool(json_get(json_root(doc), "more"), more);
	for (size_t i = 0; i < json_count(list) && !cli->json; i++)
		show_change(cli, json_at(list, i));
	json_free(doc);
	return cli->json ? answer_lines(json, "changes", err) : 0;
}

static int ask_news(struct hub_line *line, const struct ask_listings *wish, struct hub_answer *out,
		    struct err *err)
{
	struct hub_ask ask = { .type = MSG_LISTINGS, .wait = WAIT };
	struct buf AUTO(buf_done) body;

	buf_init(&body, FRAME_BODY_MAX);
	msg_put_listings(&body, wish);
	ask.body = buf_str(&body);
	return hub_line_ask(line, &ask, out, err);
}

/* -1 to go on, or the exit code. */
static int one_look(struct cli *cli, struct hub_line *line, struct ask_listings *wish)
{
	struct hub_answer answer;
	bool more = true;
	struct err err;

	while (more) {
		arena_clear(&cli->arena);
		if (ask_news(line, wish, &answer, &err) < 0)
			return cli_fail(cli, &err);
		if (answer.kind != ERR_NONE)
			return hub_code(cli, &answer);
		if (show(cli, answer.json, &wish->after, &more, &err) < 0)
			return cli_fail(cli, &err);
		if (fflush(stdout) != 0 || own_output_closed())
			return CLI_OK;
	}
	return -1;
}

int listings_follow(struct cli *cli, const struct ask_listings *ask)
{
	char zone[ASK_LISTINGS_ZONE_MAX + 1];
	struct ask_listings wish = *ask;
	struct hub_line *line;
	struct err err;
	int code;

	/* the arena is emptied between looks */
	snprintf(zone, sizeof(zone), "%.*s", STR_ARG(ask->zone));
	wish.zone = str_of(zone);
	if (hub_line_open(cli, &line, &err) < 0) {
		cli_fail(cli, &err);
		return err.kind == ERR_GONE ? CLI_NOTHING : CLI_FAILED;
	}
	while ((code = one_look(cli, line, &wish)) < 0)
		own_pause(EVERY);
	hub_line_close(line);
	return code;
}
