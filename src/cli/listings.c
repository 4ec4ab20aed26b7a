/* netizen listings: options, and pages of the hub's answers. */
#include "cli/listings.h"

#include "cli/answer_lines.h"
#include "cli/hub.h"
#include "cli/listings_follow.h"
#include "cli/listings_view.h"
#include "cli/option.h"
#include "cli/time_option.h"
#include "cli/zone_option.h"
#include "model/zone_text.h"
#include "msg/ask_listings.h"
#include "sys/clock.h"

#define WAIT SPAN_S(120)

struct wish {
	struct str since, tz, zone;
	bool follow;
	struct ask_listings ask;
};

/* Counts the page's rows. Where the next page begins; false if there is none. */
static bool leads_on(struct str json, struct ask_listings *wish, size_t *rows)
{
	struct json_doc *doc;
	bool more = false;
	struct err err;

	if (json_parse(json, JSON_BYTES_MAX, &doc, &err) < 0)
		return false;
	(void)json_int(json_get(json_root(doc), "after"), &wish->after);
	(void)json_bool(json_get(json_root(doc), "more"), &more);
	*rows += json_count(json_get(json_root(doc), "listings"));
	json_free(doc);
	return more;
}

static int take_page(struct cli *cli, struct listings_view *v, struct str json, struct err *err)
{
	if (cli->json)
		return answer_lines(json, "listings", err);
	return listings_view_add(v, json, err);
}

/* -1 once there is no page more, or the exit code. */
static int take_pages(struct cli *cli, struct listings_view *v, struct ask_listings *wish,
		      size_t *rows)
{
	struct hub_ask ask = { .type = MSG_LISTINGS, .wait = WAIT, .only_if_kept = true };
	struct buf AUTO(buf_done) body;
	struct hub_answer answer;
	bool more = true;
	struct err err;

	buf_init(&body, FRAME_BODY_MAX);
	while (more) {
		buf_clear(&body);
		msg_put_listings(&body, wish);
		ask.body = buf_str(&body);
		if (hub_ask(cli, &ask, &answer, &err) < 0) {
			cli_fail(cli, &err);
			return err.kind == ERR_GONE ? CLI_NOTHING : CLI_FAILED;
		}
		if (answer.kind != ERR_NONE)
			return hub_code(cli, &answer);
		if (take_page(cli, v, answer.json, &err) < 0)
			return cli_fail(cli, &err);
		more = leads_on(answer.json, wish, rows);
	}
	return -1;
}

/* A list that is gone may have listings yet; of one that never was there are none. */
static struct str doubt_of(struct cli *cli, const struct ask_listings *wish)
{
	return wish->zone.n ? zone_option_doubt(cli, wish->zone) : STR("");
}

static int show(struct cli *cli, struct ask_listings *wish)
{
	struct listings_view *v = listings_view_new(cli);
	size_t rows = 0;
	int code = take_pages(cli, v, wish, &rows);
	struct str doubt = STR("");

	if (code < 0 && rows == 0)
		doubt = doubt_of(cli, wish);
	if (code < 0 && doubt.n == 0 && !cli->json)
		listings_view_print(v);
	listings_view_free(v);
	if (doubt.n)
		return cli_usage(cli, "--list: %.*s", STR_ARG(doubt));
	return code < 0 ? CLI_OK : code;
}

static int follow(struct cli *cli, const struct ask_listings *wish)
{
	struct str doubt = doubt_of(cli, wish);

	if (doubt.n)
		cli_note(cli, "--list: %.*s", STR_ARG(doubt));
	return listings_follow(cli, wish);
}

/* -1 to go on, or the exit code. */
static int read_wish(struct cli *cli, struct wish *w, const struct option_list *operands)
{
	const struct time_option since = { "--since", w->since, w->tz };
	struct err err;
	int leave;

	w->ask.most = ASK_LISTINGS_PAGE_MAX;
	w->ask.news = w->follow;
	w->ask.since = w->follow ? clock_now() : WHEN_EVER;
	leave = time_option(cli, &since, &w->ask.since);
	if (leave >= 0)
		return leave;
	if (operands->n > 1)
		return cli_usage(cli, "one address or prefix is wanted at most");
	if (operands->n == 1 && range_parse(operands->item[0], &w->ask.range, &err) < 0)
		return cli_usage(cli, "%s", err.text);
	w->ask.of_range = operands->n == 1;
	if (w->zone.p && zone_text_check(w->zone, &err) < 0)
		return cli_usage(cli, "--list: %s", err.text);
	w->ask.zone = zone_option_plain(cli, w->zone);
	if (w->follow && w->ask.open)
		return cli_usage(cli, "--follow tells every change; --open does not go with it");
	return -1;
}

static int run_listings(struct cli *cli, int argc, char **argv)
{
	struct wish w = { 0 };
	const struct option_row row[] = {
		{"open",    'o', OPTION_FLAG, &w.ask.open, NULL,   "only those that count now",          0},
		{ "since",  0,   OPTION_TEXT, &w.since,    "TIME", "only those that changed since then",
                 0											},
		{ "list",   'l', OPTION_TEXT, &w.zone,     "ZONE", "only of this list",                  0},
		{ "follow", 'f', OPTION_FLAG, &w.follow,   NULL,
                 "print changes as they happen, from now or --since on",                                 0},
		{ "tz",     0,   OPTION_TEXT, &w.tz,       "ZONE", "zone of times without an offset",    0},
	};
	const struct option_set set = { &cmd_listings, row, LEN(row) };
	struct option_list operands;
	int code = option_read(cli, &set, argc, argv, &operands);

	if (code < 0)
		code = read_wish(cli, &w, &operands);
	if (code >= 0)
		return code;
	return w.follow ? follow(cli, &w.ask) : show(cli, &w.ask);
}

const struct command cmd_listings = { "listings", "[PREFIX] [options]",
				      "which of our addresses are on which lists, and what changes",
				      run_listings };
