/* netizen overview: listings that hurt and that do not, lists that fail, mail machines without a
 * name, free addresses unfit to hand out. */
#include "cli/overview.h"

#include "cli/answer_view.h"
#include "cli/hub.h"
#include "cli/listings_view.h"
#include "cli/lists_standing.h"
#include "cli/option.h"
#include "cli/wrap.h"
#include "msg/ask_listings.h"
#include "sys/clock.h"
#include "sys/own.h"

#include <stdio.h>

#define WAIT SPAN_S(120)

enum { SHOWN = 10, QUIET_S = 3 };

struct overview {
	struct cli *cli;
	struct hub_line *line;
	struct json_doc *doc;
	struct str text;
};

static int ask_overview(struct overview *o, struct err *err)
{
	const struct hub_ask ask = { .type = MSG_OVERVIEW, .wait = WAIT, .only_live = true };
	struct hub_answer answer;

	json_free(o->doc);
	o->doc = NULL;
	if (hub_line_ask(o->line, &ask, &answer, err) < 0)
		return -1;
	if (answer.kind != ERR_NONE)
		return err_set(err, answer.kind, "%.*s", STR_ARG(answer.text));
	o->text = answer.json;
	return json_parse(answer.json, JSON_BYTES_MAX, &o->doc, err);
}

static int64_t number(const struct overview *o, const char *part, const char *key)
{
	int64_t n = 0;

	(void)json_int(json_get(json_get(json_root(o->doc), part), key), &n);
	return n;
}

/* Every list that answers has been asked once about what sends mail, and what they named has been
 * confirmed or not. Lists come one after the other: so it must stay like that for a moment. */
static bool is_first_truth(const struct overview *o)
{
	int64_t good = number(o, "watch", "good");

	return good > 0 && number(o, "watch", "looked") >= good && number(o, "watch", "seen") == 0;
}

static void progress(const struct overview *o)
{
	fprintf(stderr,
		"\r%lld lists heard, %lld through with what sends mail, %lld listings to confirm ",
		(long long)number(o, "watch", "lists"), (long long)number(o, "watch", "looked"),
		(long long)number(o, "watch", "seen"));
}

static int wait_for(struct overview *o, uint64_t seconds, struct err *err)
{
	int64_t end = clock_mono().us + (int64_t)seconds * 1000000;
	unsigned quiet = 0;
	int64_t lists = -1;

	for (;;) {
		if (ask_overview(o, err) < 0)
			return -1;
		quiet = is_first_truth(o) && number(o, "watch", "lists") == lists ? quiet + 1 : 0;
		lists = number(o, "watch", "lists");
		if (quiet >= QUIET_S || clock_mono().us >= end)
			break;
		if (own_is_told())
			progress(o);
		own_pause(SPAN_S(1));
	}
	if (own_is_told())
		fputs("\r\033[K", stderr);
	return 0;
}

static int ask_page(struct overview *o, const struct ask_listings *wish, struct listings_view *v,
		    struct err *err)
{
	struct hub_ask ask = { .type = MSG_LISTINGS, .wait = WAIT, .only_live = true };
	struct buf AUTO(buf_done) body;
	struct hub_answer answer;

	buf_init(&body, FRAME_BODY_MAX);
	msg_put_listings(&body, wish);
	ask.body = buf_str(&body);
	if (hub_line_ask(o->line, &ask, &answer, err) < 0)
		return -1;
	if (answer.kind != ERR_NONE)
		return err_set(err, answer.kind, "%.*s", STR_ARG(answer.text));
	return listings_view_add(v, answer.json, err);
}

/* All pages: what hurts first may stand on the last. */
static int show_listings(struct overview *o, struct err *err)
{
	struct ask_listings wish = { .open = true,
				     .since = WHEN_EVER,
				     .most = ASK_LISTINGS_PAGE_MAX };
	struct listings_view *v = listings_view_new(o->cli);
	int r;

	do
		r = ask_page(o, &wish, v, err);
	while (r == 0 && listings_view_more(v, &wish.after));
	if (r == 0) {
		printf("Listings now, what hurts first:\n");
		fflush(stdout);
		listings_view_print(v);
	}
	listings_view_free(v);
	return r;
}

static void show_failing(struct overview *o)
{
	struct lists_standing *s = lists_standing_ask(o->cli);
	size_t n = 0;

	for (size_t i = 0; i < lists_standing_count(s); i++) {
		const struct json *l = lists_standing_at(s, i);

		if (!lists_standing_fails(o->cli, l))
			continue;
		if (n++ == 0)
			printf("\nLists that fail; what they say does not count:\n");
		wrap_out(o->cli, arena_fmt(&o->cli->arena, "  %.*s: %.*s %.*s",
					   STR_ARG(view_text(&o->cli->arena, l, "list")),
					   STR_ARG(lists_standing_state(o->cli, l)),
					   STR_ARG(lists_standing_why(o->cli, l))));
	}
	lists_standing_free(s);
}

/* Up to SHOWN rows of an array, each by two members. */
static void show_rows(struct overview *o, const struct json *list, const char *what,
		      const char *const member[2])
{
	struct arena *a = &o->cli->arena;

	if (json_count(list) > 0)
		printf("\n%s:\n", what);
	for (size_t i = 0; i < json_count(list) && i < SHOWN; i++)
		wrap_out(o->cli, arena_fmt(a, "  %.*s: %.*s",
					   STR_ARG(view_text(a, json_at(list, i), member[0])),
					   STR_ARG(view_text(a, json_at(list, i), member[1]))));
	if (json_count(list) > SHOWN)
		printf("  and %zu more\n", json_count(list) - SHOWN);
}

static int show(struct overview *o, struct err *err)
{
	static const char *const ptr[] = { "address", "verdict" };
	static const char *const unfit[] = { "address", "why" };
	const struct json *root = json_root(o->doc);

	wrap_out(o->cli,
		 arena_fmt(&o->cli->arena,
			   "%lld addresses send mail, %lld changed hands lately, %lld others; %lld "
			   "customers, %lld tenancies. %lld lists heard, %lld answer rightly.",
			   (long long)number(o, "estate", "mail"),
			   (long long)number(o, "estate", "changed"),
			   (long long)number(o, "estate", "rest"),
			   (long long)number(o, "inventory", "customers"),
			   (long long)number(o, "inventory", "tenancies"),
			   (long long)number(o, "watch", "lists"),
			   (long long)number(o, "watch", "good")));
	printf("\n");
	if (show_listings(o, err) < 0)
		return -1;
	show_failing(o);
	show_rows(o, json_get(root, "ptr"), "Mail addresses whose reverse name is not in order",
		  ptr);
	show_rows(o, json_get(json_get(root, "free"), "worst"),
		  "Free addresses that are not fit to hand out for mail", unfit);
	return 0;
}

/* Who waits may have started the hub just now. */
static int open_line(struct overview *o, uint64_t seconds, struct err *err)
{
	int64_t end = clock_mono().us + (int64_t)seconds * 1000000;

	while (hub_line_open(o->cli, &o->line, err) < 0) {
		if (err->kind != ERR_GONE)
			return -1;
		if (clock_mono().us >= end)
			return err_set(err, ERR_GONE, "no hub runs here: start netizend first");
		own_pause(SPAN_MS(250));
	}
	return 0;
}

static int run(struct overview *o, uint64_t seconds)
{
	struct err err;
	int r;

	if (open_line(o, seconds, &err) < 0) {
		cli_fail(o->cli, &err);
		return err.kind == ERR_GONE ? CLI_NOTHING : CLI_FAILED;
	}
	r = seconds ? wait_for(o, seconds, &err) : ask_overview(o, &err);
	if (r == 0 && o->cli->json)
		r = cli_out(o->text) && cli_out(STR("\n")) ? 0
							   : err_set(&err, ERR_SYS, "not written");
	else if (r == 0)
		r = show(o, &err);
	json_free(o->doc);
	hub_line_close(o->line);
	return r < 0 ? cli_fail(o->cli, &err) : CLI_OK;
}

static int run_overview(struct cli *cli, int argc, char **argv)
{
	struct overview o = { .cli = cli };
	uint64_t seconds = 0;
	const struct option_row row[] = {
		{"wait", 'w', OPTION_NUMBER, &seconds, "SECONDS",
                 "first until every list was asked about what sends mail, at most so long", 86400},
	};
	const struct option_set set = { &cmd_overview, row, LEN(row) };
	struct option_list operands;
	int code = option_read(cli, &set, argc, argv, &operands);

	if (code >= 0)
		return code;
	if (operands.n)
		return cli_usage(cli, "\"%.*s\" is no option of overview",
				 STR_ARG(operands.item[0]));
	return run(&o, seconds);
}

int overview_show(struct cli *cli, uint64_t seconds)
{
	struct overview o = { .cli = cli };

	return run(&o, seconds);
}

const struct command cmd_overview = {
	"overview", "[--wait SECONDS]",
	"the truth at a glance: what hurts, what fails, what is unfit", run_overview
};
