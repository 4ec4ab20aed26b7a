/* Rows of listings, their order and their words. */
#include "cli/listings_view.h"

#include "base/die.h"
#include "cli/answer_view.h"
#include "cli/table.h"
#include "cli/wrap.h"

#include <stdlib.h>

#define DOCS_MAX 4096

struct row {
	const struct json *listing;
	int rank; /* lower ones stand above */
	struct str since;
};

struct listings_view {
	struct cli *cli;
	struct json_doc **doc;
	size_t docs;
	struct row *row;
	size_t rows;
	bool held, cut;
};

struct listings_view *listings_view_new(struct cli *cli)
{
	struct listings_view *v = mem_new(1, sizeof(*v));

	v->cli = cli;
	v->doc = mem_new(DOCS_MAX, sizeof(struct json_doc *));
	v->row = mem_new(LISTINGS_SHOWN_MAX, sizeof(*v->row));
	return v;
}

void listings_view_free(struct listings_view *v)
{
	if (!v)
		return;
	for (size_t i = 0; i < v->docs; i++)
		json_free(v->doc[i]);
	free(v->doc);
	free(v->row);
	free(v);
}

static bool is(struct cli *cli, const struct json *l, const char *key, const char *value)
{
	return str_eq(view_text(&cli->arena, l, key), str_of(value));
}

/* What hurts, what would if mail came from there, what counts besides, the rest. */
static int rank_of(struct cli *cli, const struct json *l)
{
	if (is(cli, l, "hurts", "yes"))
		return 0;
	if (is(cli, l, "hurts", "if mail"))
		return 1;
	if (is(cli, l, "counts", "yes"))
		return 2;
	return is(cli, l, "state", "ended") || is(cli, l, "state", "dropped") ? 4 : 3;
}

int listings_view_add(struct listings_view *v, struct str json, struct err *err)
{
	const struct json *list;

	if (v->docs == DOCS_MAX)
		return err_set(err, ERR_INPUT, "more than %d pages of listings", DOCS_MAX);
	if (json_parse(json, JSON_BYTES_MAX, &v->doc[v->docs], err) < 0)
		return err_in(err, "the hub's answer");
	list = json_get(json_root(v->doc[v->docs++]), "listings");
	for (size_t i = 0; i < json_count(list); i++) {
		const struct json *l = json_at(list, i);

		v->cut = v->cut || v->rows == LISTINGS_SHOWN_MAX;
		if (v->rows == LISTINGS_SHOWN_MAX)
			break;
		v->held = v->held || is(v->cli, l, "held", "yes");
		v->row[v->rows++] = (struct row){ l, rank_of(v->cli, l),
						  view_text(&v->cli->arena, l, "since") };
	}
	return 0;
}

bool listings_view_more(const struct listings_view *v, int64_t *after)
{
	const struct json *root = v->docs ? json_root(v->doc[v->docs - 1]) : NULL;
	bool more = false;

	(void)json_int(json_get(root, "after"), after);
	(void)json_bool(json_get(root, "more"), &more);
	return more;
}

static int by_rank(const void *a, const void *b)
{
	const struct row *x = a;
	const struct row *y = b;

	return x->rank != y->rank ? x->rank - y->rank : str_cmp(y->since, x->since);
}

struct str listing_about(struct cli *cli, const struct json *l)
{
	struct str s = view_text(&cli->arena, l, "address");

	if (s.n == 0)
		s = view_text(&cli->arena, l, "network");
	return s.n ? s : view_or(&cli->arena, l, "name", "-");
}

struct str listing_words(struct cli *cli, const struct json *l)
{
	if (is(cli, l, "held", "yes"))
		return arena_fmt(
			&cli->arena,
			"held: the list names suspiciously many; netizen lists resume %.*s",
			STR_ARG(view_text(&cli->arena, l, "list")));
	if (is(cli, l, "state", "seen"))
		return STR("seen once, not counted yet");
	if (is(cli, l, "state", "open"))
		return STR("listed");
	if (is(cli, l, "state", "fading"))
		return STR("clean once, still counts");
	if (is(cli, l, "state", "ended"))
		return STR("ended");
	return STR("seen once only, never counted");
}

struct str listing_whose(struct cli *cli, const struct json *l)
{
	struct arena *a = &cli->arena;
	struct str customer = view_text(a, l, "customer");
	struct str sure = view_text(a, l, "sure");
	int64_t several = 0;

	(void)json_int(json_get(l, "customers"), &several);
	if (several > 1)
		return arena_fmt(a, "%lld customers", (long long)several);
	if (customer.n)
		return arena_fmt(a, "%.*s%s%.*s %.*s",
				 str_eq(sure, STR("certain")) ? 0 : (int)sure.n, sure.p,
				 str_eq(sure, STR("certain")) ? "" : " ", STR_ARG(customer),
				 STR_ARG(view_text(a, l, "customer_name")));
	if (is(cli, l, "holder", "common"))
		return STR("in common use");
	return is(cli, l, "holder", "not ours") ? STR("-") : STR("nobody's");
}

struct str listing_time(struct cli *cli, const struct json *l, const char *key, const char *none)
{
	struct str t = view_or(&cli->arena, l, key, none);
	size_t dot = str_find(t, '.');

	return dot < t.n ? arena_fmt(&cli->arena, "%.*sZ", (int)dot, t.p) : t;
}

struct str listing_since(struct cli *cli, const struct json *l)
{
	return arena_fmt(&cli->arena, "%s%.*s", is(cli, l, "baseline", "yes") ? "before " : "",
			 STR_ARG(listing_time(cli, l, "since", "-")));
}

static void put_row(struct listings_view *v, struct table *t, const struct json *l)
{
	struct arena *a = &v->cli->arena;
	const struct str cell[] = {
		listing_about(v->cli, l),
		view_text(a, l, "list"),
		view_text(a, l, "hurts"),
		is(v->cli, l, "held", "yes") ? STR("held") : listing_words(v->cli, l),
		listing_since(v->cli, l),
		listing_time(v->cli, l, "until", "-"),
		view_text(a, l, "severity"),
		view_or(a, l, "meaning", "-"),
		view_or(a, l, "reason", "-"),
		listing_whose(v->cli, l),
	};

	table_row(t, cell);
}

/* One line for each list that is held. */
static void say_held(struct listings_view *v)
{
	struct str said[64];
	size_t n = 0;

	for (size_t i = 0; i < v->rows; i++) {
		struct str zone = view_text(&v->cli->arena, v->row[i].listing, "list");
		size_t k = 0;

		if (!is(v->cli, v->row[i].listing, "held", "yes"))
			continue;
		while (k < n && !str_eq(said[k], zone))
			k++;
		if (k < n || n == LEN(said))
			continue;
		said[n++] = zone;
		wrap_out(v->cli, arena_fmt(&v->cli->arena, "%.*s: %.*s", STR_ARG(zone),
					   STR_ARG(listing_words(v->cli, v->row[i].listing))));
	}
}

void listings_view_print(struct listings_view *v)
{
	static const struct table_column column[] = {
		{"ADDRESS",      false, false, 0},
                { "LIST",        false, false, 1},
		{ "HURTS",       false, false, 2},
                { "STATE",       false, true,  5},
		{ "SINCE",       false, false, 6},
                { "UNTIL",       false, false, 7},
		{ "SEV",         true,  false, 6},
                { "MEANING",     false, true,  8},
		{ "REASON",      false, true,  9},
                { "HELD NOW BY", false, true,  4},
	};
	struct table *t;

	if (v->rows == 0) {
		cli_out(STR("no listings\n"));
		return;
	}
	qsort(v->row, v->rows, sizeof(*v->row), by_rank);
	t = table_new(column, LEN(column));
	for (size_t i = 0; i < v->rows; i++)
		put_row(v, t, v->row[i].listing);
	table_print(t);
	table_free(t);
	if (v->held)
		say_held(v);
	if (v->cut)
		cli_note(v->cli, "more than %d listings: the rest is not shown; --json tells all",
			 LISTINGS_SHOWN_MAX);
}
