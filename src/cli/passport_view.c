/* The parts of a passport, one after the other. */
#include "cli/passport_view.h"

#include "base/buf.h"
#include "base/when.h"
#include "cli/answer_view.h"
#include "cli/listings_view.h"
#include "cli/table.h"
#include "cli/wrap.h"

#define LINE_MAX_OCTETS 8192

static bool is(struct cli *cli, const struct json *o, const char *key, const char *value)
{
	return str_eq(view_text(&cli->arena, o, key), str_of(value));
}

/* "held by C300 Elm Software (likely)", "free", ... */
static void say_state(struct cli *cli, const struct json *p, struct buf *out)
{
	struct arena *a = &cli->arena;
	struct str customer = view_text(a, p, "customer");

	if (customer.n)
		buf_fmt(out, "held by %.*s %.*s", STR_ARG(customer),
			STR_ARG(view_text(a, p, "customer_name")));
	else if (is(cli, p, "state", "common"))
		buf_add(out, STR("in common use"));
	else
		buf_add(out, view_text(a, p, "state"));
	if (!is(cli, p, "sure", "certain"))
		buf_fmt(out, " (%.*s)", STR_ARG(view_text(a, p, "sure")));
}

static void show_head(struct cli *cli, const struct json *p)
{
	struct arena *a = &cli->arena;
	const struct json *prefix = json_get(p, "prefix");
	struct str use = view_text(a, p, "use");
	struct str machine = view_text(a, p, "machine");
	struct buf AUTO(buf_done) line;

	buf_init(&line, LINE_MAX_OCTETS);
	buf_fmt(&line, "%.*s: ", STR_ARG(view_text(a, p, "address")));
	say_state(cli, p, &line);
	if (machine.n)
		buf_fmt(&line, ", on %.*s", STR_ARG(machine));
	if (use.n)
		buf_fmt(&line, ", use %.*s", STR_ARG(use));
	buf_add(&line, is(cli, p, "mail", "yes") ? STR(", sends mail") : STR(""));
	if (json_kind(prefix) == JSON_IS_OBJECT)
		buf_fmt(&line, ", in %.*s", STR_ARG(view_text(a, prefix, "prefix")));
	wrap_out(cli, buf_str(&line));
}

static void show_ptr(struct cli *cli, const struct json *p)
{
	const struct json *list = json_get(p, "ptr");
	struct arena *a = &cli->arena;

	for (size_t i = 0; i < json_count(list); i++) {
		const struct json *row = json_at(list, i);

		wrap_out(cli, arena_fmt(a, "%s %.*s: %.*s, from %.*s until %.*s",
					i == 0 ? "reverse DNS:" : "  before that",
					STR_ARG(view_or(a, row, "name", "no name")),
					STR_ARG(view_text(a, row, "verdict")),
					STR_ARG(listing_time(cli, row, "since", "-")),
					STR_ARG(listing_time(cli, row, "seen", "-"))));
	}
}

/* A boundary that is not exact lies somewhere before the time told. */
static void say_gap(const struct json *t, const char *key, const char *what, struct buf *out)
{
	const struct json *gap = json_get(t, key);
	char text[WHEN_TEXT_MAX + 1];
	int64_t seconds;

	if (!gap)
		return;
	if (out->n)
		buf_add(out, STR("; "));
	if (json_int(gap, &seconds))
		buf_fmt(out, "%s up to %s earlier", what, span_text(SPAN_S(seconds), text));
	else
		buf_fmt(out, "%s before we first looked", what);
}

static struct str sure_of(struct cli *cli, const struct json *t)
{
	struct buf AUTO(buf_done) out;

	buf_init(&out, LINE_MAX_OCTETS);
	say_gap(t, "from_gap", "began", &out);
	say_gap(t, "until_gap", "ended", &out);
	return out.n ? arena_str(&cli->arena, buf_str(&out)) : STR("exact");
}

static void show_tenancies(struct cli *cli, const struct json *p)
{
	static const struct table_column column[] = {
		{"CUSTOMER",    false, false, 0},
                { "NAME",       false, true,  1},
		{ "MACHINE",    false, true,  4},
                { "USE",        false, false, 5},
		{ "HELD",       false, false, 3},
                { "FROM",       false, false, 2},
		{ "UNTIL",      false, false, 2},
                { "BOUNDARIES", false, true,  6},
	};
	const struct json *list = json_get(p, "tenancies");
	struct arena *a = &cli->arena;
	struct table *t;

	if (json_count(list) == 0) {
		cli_out(STR("\nNobody that we know of ever held it.\n"));
		return;
	}
	cli_out(STR("\nWho held it:\n"));
	t = table_new(column, LEN(column));
	for (size_t i = 0; i < json_count(list); i++) {
		const struct json *row = json_at(list, i);

		table_row(t,
			  (struct str[]){ view_or(a, row, "customer", "-"),
					  view_or(a, row, "customer_name", "-"),
					  view_or(a, row, "machine", "-"),
					  view_or(a, row, "use", "-"), view_text(a, row, "range"),
					  listing_time(cli, row, "from", "always"),
					  listing_time(cli, row, "until", "goes on"),
					  sure_of(cli, row) });
	}
	table_print(t);
	table_free(t);
}

static void say_holder(struct cli *cli, const struct json *h, struct buf *out)
{
	struct arena *a = &cli->arena;
	struct str customer = view_text(a, h, "customer");

	if (customer.n)
		buf_fmt(out, "%.*s %.*s", STR_ARG(customer),
			STR_ARG(view_text(a, h, "customer_name")));
	else
		buf_add(out, STR("nobody"));
}

/* "not known, there when the list was first asked: C1 Eins until 2026-03-01T12:00:00Z or C2 Zwei"
 */
static void say_whoever(struct cli *cli, const struct json *holders, struct buf *out)
{
	size_t n = json_count(holders);

	buf_add(out, STR("not known, there when the list was first asked: "));
	if (view_text(&cli->arena, json_at(holders, 0), "from").n)
		buf_add(out, STR("an earlier one, "));
	for (size_t i = 0; i < n; i++) {
		const struct json *h = json_at(holders, i);

		if (i > 0)
			buf_add(out, i + 1 < n ? STR(", ") : STR(" or "));
		say_holder(cli, h, out);
		if (i + 1 < n)
			buf_fmt(out, " until %.*s", STR_ARG(listing_time(cli, h, "until", "-")));
	}
}

/* "C1 Eins until 2026-03-01T12:00:00Z, then C2 Zwei" */
static void say_one_after_the_other(struct cli *cli, const struct json *holders, struct buf *out)
{
	size_t n = json_count(holders);

	for (size_t i = 0; i < n; i++) {
		const struct json *h = json_at(holders, i);

		if (i > 0)
			buf_add(out, STR(", then "));
		if (!is(cli, h, "sure", "certain"))
			buf_fmt(out, "%.*s ", STR_ARG(view_text(&cli->arena, h, "sure")));
		say_holder(cli, h, out);
		if (i + 1 < n)
			buf_fmt(out, " until %.*s", STR_ARG(listing_time(cli, h, "until", "-")));
	}
}

static struct str whose_time(struct cli *cli, const struct json *l)
{
	const struct json *holders = json_get(l, "holders");
	struct buf AUTO(buf_done) out;

	buf_init(&out, LINE_MAX_OCTETS);
	if (is(cli, l, "baseline", "yes") && json_count(holders) > 1)
		say_whoever(cli, holders, &out);
	else
		say_one_after_the_other(cli, holders, &out);
	return arena_str(&cli->arena, buf_str(&out));
}

static void show_history(struct cli *cli, const struct json *listings)
{
	struct arena *a = &cli->arena;

	for (size_t i = 0; i < json_count(listings); i++) {
		const struct json *l = json_at(listings, i);
		const struct json *changes = json_get(l, "changes");

		for (size_t k = 0; k < json_count(changes); k++) {
			const struct json *c = json_at(changes, k);

			wrap_out(cli, arena_fmt(a, "  %.*s  %-9.*s %.*s  %.*s",
						STR_ARG(listing_time(cli, c, "at", "-")),
						STR_ARG(view_text(a, c, "change")),
						STR_ARG(view_text(a, l, "list")),
						STR_ARG(listing_about(cli, l))));
		}
	}
}

/* Lines of their own: a table would cut off whose time it was where the terminal is narrow. */
static void show_listing(struct cli *cli, const struct json *l)
{
	struct arena *a = &cli->arena;
	struct str meaning = view_text(a, l, "meaning");
	struct str reason = view_text(a, l, "reason");

	wrap_out(cli, arena_fmt(a, "%.*s about %.*s: %.*s", STR_ARG(view_text(a, l, "list")),
				STR_ARG(listing_about(cli, l)), STR_ARG(listing_words(cli, l))));
	wrap_out(cli,
		 arena_fmt(a, "  from %.*s until %.*s; hurts: %.*s", STR_ARG(listing_since(cli, l)),
			   STR_ARG(listing_time(cli, l, "until", "now")),
			   STR_ARG(view_text(a, l, "hurts"))));
	wrap_out(cli, arena_fmt(a, "  whose time: %.*s", STR_ARG(whose_time(cli, l))));
	if (meaning.n || reason.n)
		wrap_out(cli, arena_fmt(a, "  %.*s%s%.*s", STR_ARG(meaning),
					meaning.n && reason.n ? ": " : "", STR_ARG(reason)));
}

static void show_listings(struct cli *cli, const struct json *p)
{
	const struct json *list = json_get(p, "listings");

	if (json_count(list) == 0) {
		cli_out(STR("\nNo list ever named it that we know of.\n"));
		return;
	}
	cli_out(STR("\nWhat lists said:\n"));
	for (size_t i = 0; i < json_count(list); i++)
		show_listing(cli, json_at(list, i));
	if (is(cli, p, "more_listings", "yes"))
		cli_out(STR("There are older ones.\n"));
	if (json_get(json_at(list, 0), "changes")) {
		cli_out(STR("\nWhat changed:\n"));
		show_history(cli, list);
	}
}

static void show_unknown(struct cli *cli, const struct json *p)
{
	const struct json *list = json_get(p, "unknown");
	struct arena *a = &cli->arena;

	if (json_count(list) == 0)
		return;
	cli_out(STR("\nLists that know nothing about it:\n"));
	for (size_t i = 0; i < json_count(list); i++) {
		const struct json *u = json_at(list, i);
		struct str why = view_text(a, u, "why");

		wrap_out(cli, arena_fmt(a, "  %.*s: %.*s%s%.*s", STR_ARG(view_text(a, u, "list")),
					STR_ARG(view_text(a, u, "state")), why.n ? ", " : "",
					STR_ARG(why)));
	}
}

void passport_view(struct cli *cli, const struct json *passport)
{
	show_head(cli, passport);
	show_ptr(cli, passport);
	show_tenancies(cli, passport);
	show_listings(cli, passport);
	show_unknown(cli, passport);
	cli_out(STR("\n"));
	wrap_out(cli, view_text(&cli->arena, passport, "judgement"));
}
