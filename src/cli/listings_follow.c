/* Asking a running hub for news again and again, over one connection, and over another one should
 * the hub be started anew. */
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

struct following {
	struct cli *cli;
	struct hub_line *line;
	struct ask_listings wish;
	bool away; /* the hub is, and it was said */
};

static int ask_news(struct following *f, struct hub_answer *out, struct err *err)
{
	struct hub_ask ask = { .type = MSG_LISTINGS, .wait = WAIT, .only_now = true };
	struct buf AUTO(buf_done) body;

	buf_init(&body, FRAME_BODY_MAX);
	msg_put_listings(&body, &f->wish);
	ask.body = buf_str(&body);
	if (hub_line_ask(f->line, &ask, out, err) < 0)
		return -1;
	if (out->kind == ERR_LATER)
		return err_set(err, ERR_LATER, "%.*s", STR_ARG(out->text));
	return 0;
}

/* Once: the place in the history is kept, so nothing is lost or told twice. */
static void say_away(struct following *f, const struct err *err)
{
	if (!f->away && err->kind == ERR_GONE)
		cli_note(f->cli, "the hub has ended; what changes is told once it runs again");
	else if (!f->away)
		cli_note(f->cli, "%s; asking again until it can be told", err->text);
	f->away = true;
}

static void say_back(struct following *f)
{
	if (f->away)
		cli_note(f->cli, "the hub answers again; going on where it ended");
	f->away = false;
}

/* -1 to go on, or the exit code. */
static int one_look(struct following *f)
{
	struct cli *cli = f->cli;
	struct hub_answer answer;
	bool more = true;
	struct err err;

	while (more) {
		arena_clear(&cli->arena);
		if (ask_news(f, &answer, &err) < 0) {
			if (err.kind != ERR_GONE && err.kind != ERR_LATER)
				return cli_fail(cli, &err);
			say_away(f, &err);
			break;
		}
		if (answer.kind != ERR_NONE)
			return hub_code(cli, &answer);
		say_back(f);
		if (show(cli, answer.json, &f->wish.after, &more, &err) < 0)
			return cli_fail(cli, &err);
	}
	return fflush(stdout) != 0 || own_output_closed() ? CLI_OK : -1;
}

int listings_follow(struct cli *cli, const struct ask_listings *ask)
{
	struct following f = { .cli = cli, .wish = *ask };
	char zone[ASK_LISTINGS_ZONE_MAX + 1];
	struct err err;
	int code;

	/* the arena is emptied between looks */
	snprintf(zone, sizeof(zone), "%.*s", STR_ARG(ask->zone));
	f.wish.zone = str_of(zone);
	if (hub_line_open(cli, &f.line, &err) < 0) {
		cli_fail(cli, &err);
		return err.kind == ERR_GONE ? CLI_NOTHING : CLI_FAILED;
	}
	while ((code = one_look(&f)) < 0)
		own_pause(EVERY);
	hub_line_close(f.line);
	return code;
}
