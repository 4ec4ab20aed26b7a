/* netizen lists: the catalogue as it applies to us, and with `check` the lists' health now. */
#include "cli/lists_cmd.h"

#include "base/jout.h"
#include "cli/answer_view.h"
#include "cli/listings_view.h"
#include "cli/lists_check.h"
#include "cli/lists_resume.h"
#include "cli/lists_standing.h"
#include "cli/sweep_job.h"
#include "cli/table.h"
#include "cli/wrap.h"

#include <stdio.h>

enum { LINE_MAX_OCTETS = 1 << 16, RANKS = 3 };

struct listing_view {
	struct sweep_job job;
	bool all, check;
	struct lists_standing *standing; /* NULL: no hub runs */
};

const struct command cmd_lists = {
	"lists",
	"[check] [PREFIX...] [--all] [--list ZONE]...",
	"every list: asked or not and why, how long a round takes; check asks for its health",
	lists_run,
};

static struct str reason_of(const struct listing_view *v, const struct choice *c, char *text)
{
	if (c->why == SELECT_ASKED && !lists_find(&v->job.lists, c->list->zone, NULL))
		return STR("not in the catalogue: a sweep asks it, a hub does not");
	return str_of(select_text(c, text));
}

static void json_row(const struct listing_view *v, const struct choice *c)
{
	const struct list *l = c->list;
	char text[SELECT_TEXT_MAX];
	struct buf AUTO(buf_done) line;
	struct jout j;

	buf_init(&line, LINE_MAX_OCTETS);
	j = jout_to(&line);
	jout_open(&j, NULL, '{');
	jout_str(&j, "type", STR("list"));
	jout_str(&j, "list", list_name_shown(l));
	jout_str(&j, "operator", l->title.n ? l->title : l->operator);
	jout_str(&j, "kind", str_of(list_kind_name(l->kind)));
	jout_int(&j, "severity", l->severity);
	jout_bool(&j, "v4", l->v4);
	jout_bool(&j, "v6", l->v6);
	jout_bool(&j, "asked", select_asked(c));
	jout_str(&j, "state", str_of(select_why_name(c->why)));
	jout_str(&j, "why", reason_of(v, c, text));
	jout_int(&j, "questions", (int64_t)c->questions);
	jout_real(&j, "round_seconds", (double)c->takes.us / 1e6);
	jout_str(&j, "removal", l->removal.n ? l->removal : (struct str){ NULL, 0 });
	if (v->standing)
		lists_standing_json(&j, v->standing, l);
	jout_close(&j, '}');
	buf_byte(&line, '\n');
	cli_out(buf_str(&line));
}

/* What its state does not say yet. */
static struct str why_of(const struct listing_view *v, const struct choice *c, char *text)
{
	return c->why == SELECT_OFF ? STR("-") : reason_of(v, c, text);
}

static void text_row(const struct listing_view *v, struct table *t, const struct choice *c)
{
	const struct list *l = c->list;
	char text[SELECT_TEXT_MAX];
	char takes[WHEN_TEXT_MAX + 1] = "-";
	char severity[8];

	snprintf(severity, sizeof(severity), "%u", l->severity);
	if (c->why == SELECT_ASKED)
		span_text(c->takes, takes);
	table_row(t, (struct str[]){ list_name_shown(l), l->title.n ? l->title : l->operator,
				     str_of(list_kind_name(l->kind)), str_of(severity),
				     str_of(select_why_name(c->why)), str_of(takes),
				     why_of(v, c, text) });
}

/* With a hub: how it stands and what was spent on it instead of what a round would take. */
static void standing_row(const struct listing_view *v, struct table *t, const struct choice *c)
{
	const struct list *l = c->list;
	struct cli *cli = v->job.cli;
	const struct json *s = lists_standing_of(v->standing, l);
	char text[SELECT_TEXT_MAX];
	char severity[8];

	snprintf(severity, sizeof(severity), "%u", l->severity);
	table_row(t, (struct str[]){ list_name_shown(l),
				     s ? lists_standing_state(cli, s)
				       : str_of(select_why_name(c->why)),
				     str_of(severity), str_of(list_kind_name(l->kind)),
				     s ? view_text(&cli->arena, s, "open") : STR("-"),
				     s ? listing_time(cli, s, "last", "-") : STR("-"),
				     s ? lists_standing_budget(cli, v->standing, l) : STR("-"),
				     s ? lists_standing_why(cli, s) : why_of(v, c, text) });
}

/* What fails stands first, what is not asked last. */
static unsigned rank_of(const struct listing_view *v, const struct choice *c)
{
	const struct json *s = lists_standing_of(v->standing, c->list);

	if (!s)
		return RANKS - 1;
	return lists_standing_fails(v->job.cli, s) ? 0 : 1;
}

static struct table *new_table(const struct listing_view *v)
{
	static const struct table_column column[] = {
		{"LIST",      false, false, 0},
                { "OPERATOR", false, true,  4},
		{ "KIND",     false, false, 3},
                { "SEV",      true,  false, 3},
		{ "STATE",    false, false, 1},
                { "ROUND",    true,  false, 2},
		{ "WHY",      false, true,  5},
	};
	static const struct table_column watched[] = {
		{"LIST",    false, false, 0},
                { "STATE",  false, true,  1},
		{ "SEV",    true,  false, 3},
                { "KIND",   false, false, 4},
		{ "LISTED", true,  false, 2},
                { "LAST",   false, false, 5},
		{ "TODAY",  true,  false, 6},
                { "WHY",    false, true,  7},
	};

	return v->standing ? table_new(watched, LEN(watched)) : table_new(column, LEN(column));
}

static bool is_shown(const struct listing_view *v, const struct choice *c)
{
	return c->why != SELECT_DEAD || v->all || v->job.opt.list.n > 0;
}

static void show_rows(const struct listing_view *v, struct table *t)
{
	const struct sweep_job *job = &v->job;
	bool ranked = v->standing && !job->cli->json;

	for (unsigned rank = 0; rank < (ranked ? RANKS : 1); rank++)
		for (size_t i = 0; i < job->choices; i++) {
			const struct choice *c = &job->choice[i];

			if (!is_shown(v, c) || (ranked && rank_of(v, c) != rank))
				continue;
			if (job->cli->json)
				json_row(v, c);
			else if (v->standing)
				standing_row(v, t, c);
			else
				text_row(v, t, c);
		}
}

static void show_sums(const struct listing_view *v, size_t dead)
{
	struct arena *a = &v->job.cli->arena;
	struct str catalogue = arena_fmt(a, "Catalogue of %.*s.", STR_ARG(v->job.lists.version));

	if (!v->standing)
		catalogue = arena_fmt(a,
				      "%.*s A round is reckoned for %llu IPv4 addresses and %llu "
				      "IPv6 networks.",
				      STR_ARG(catalogue),
				      (unsigned long long)target_count4(&v->job.target),
				      (unsigned long long)target_count6(&v->job.target));
	printf("\n");
	wrap_out(v->job.cli, catalogue);
	if (dead && !v->all)
		wrap_out(v->job.cli,
			 arena_fmt(a, "%zu dead or dangerous zones are refused; --all shows them.",
				   dead));
}

static int show(struct listing_view *v)
{
	struct sweep_job *job = &v->job;
	struct table *t = new_table(v);
	size_t dead = 0;

	for (size_t i = 0; i < job->choices; i++)
		dead += job->choice[i].why == SELECT_DEAD;
	show_rows(v, t);
	if (!job->cli->json) {
		table_print(t);
		show_sums(v, dead);
	}
	table_free(t);
	return CLI_OK;
}

static int view(struct listing_view *v, struct option_list *operands)
{
	static struct str whole[] = {
		{"192.0.2.0/24", 12}
	}; /* any /24 has a /24's size */
	struct option_list usual = { whole, 1 };
	int leave;

	if (operands->n > 0 && str_eq(operands->item[0], STR("check"))) {
		v->check = true;
		operands->item++;
		operands->n--;
	}
	leave = job_prepare(&v->job, operands->n ? operands : &usual);
	if (leave < 0)
		leave = job_choose(&v->job, !v->check);
	if (leave >= 0)
		return leave;
	if (v->check)
		return lists_check(&v->job, operands->n > 0);
	/* with prefixes a person wants to know how long a round takes */
	if (operands->n == 0 || v->job.cli->json)
		v->standing = lists_standing_ask(v->job.cli);
	leave = show(v);
	lists_standing_free(v->standing);
	return leave;
}

int lists_run(struct cli *cli, int argc, char **argv)
{
	struct listing_view v = { .job = { .cli = cli } };
	struct sweep_options *o = &v.job.opt;
	struct option_list operands;
	const struct option_row row[] = {
		{"list",      'l', OPTION_LIST, &o->list,      "ZONE",        "only this list; may be repeated",
                 0												},
		{ "all",      'a', OPTION_FLAG, &v.all,        NULL,          "the dead and dangerous ones too", 0},
		{ "server",   's', OPTION_LIST, &o->server,    "ADDR[:PORT]",
                 "check: ask this name server instead of the lists' own",                                        0},
		{ "resolver", 0,   OPTION_TEXT, &o->resolver,  "ADDR[:PORT]",
                 "check: find name servers with this resolver",                                                  0},
		{ "lists",    0,   OPTION_TEXT, &o->lists_dir, "DIR",         "read the catalogue from DIR",     0},
	};
	const struct option_set set = { &cmd_lists, row, LEN(row) };
	int leave;

	target_init(&v.job.target);
	leave = option_read(cli, &set, argc, argv, &operands);
	if (leave < 0 && operands.n > 0 && str_eq(operands.item[0], STR("resume")))
		leave = lists_resume(cli, &operands);
	if (leave < 0)
		leave = view(&v, &operands);
	job_done(&v.job);
	return leave;
}
