/* Showing imports: counts, the changes of a dry run, errors by file, line and column. */
#include "cli/import_view.h"

#include "base/jout.h"
#include "cli/answer_view.h"
#include "cli/table.h"
#include "model/inventory.h"

#include <stdio.h>

#define JSON_MAX (64u << 20)
#define LINE_MAX 8192

static void complain(struct cli *cli, struct str line)
{
	fprintf(stderr, "%.*s\n", STR_ARG(cli_safe(&cli->arena, line)));
}

static void say_more(size_t more)
{
	if (more)
		fprintf(stderr, "and %zu more\n", more);
}

void import_view_errors(struct cli *cli, const struct import_errors *errors)
{
	struct buf AUTO(buf_done) text;
	struct jout j;

	buf_init(&text, JSON_MAX);
	for (size_t i = 0; i < errors->n; i++) {
		buf_clear(&text);
		import_error_fmt(&text, &errors->error[i]);
		complain(cli, buf_str(&text));
	}
	say_more(errors->more);
	fputs("nothing was imported\n", stderr);
	if (!cli->json)
		return;
	buf_clear(&text);
	j = jout_to(&text);
	jout_open(&j, NULL, '{');
	jout_str(&j, "type", STR("import"));
	jout_bool(&j, "done", false);
	jout_open(&j, "errors", '[');
	for (size_t i = 0; i < errors->n; i++) {
		jout_open(&j, NULL, '{');
		jout_str(&j, "file", errors->error[i].at.file);
		jout_int(&j, "line", errors->error[i].at.line);
		jout_int(&j, "column", errors->error[i].at.col);
		jout_str(&j, "reason", errors->error[i].text);
		jout_close(&j, '}');
	}
	jout_close(&j, ']');
	jout_int(&j, "more_errors", (int64_t)errors->more);
	jout_close(&j, '}');
	buf_byte(&text, '\n');
	cli_out(buf_str(&text));
}

/* The errors that only the hub could see: those against what it knows already. False: none is
 * of a line. */
static bool show_errors(struct cli *cli, const struct json *root)
{
	const struct json *errors = json_get(root, "errors");
	struct arena *a = &cli->arena;
	int64_t more = 0;

	for (size_t i = 0; i < json_count(errors); i++) {
		const struct json *e = json_at(errors, i);
		struct str line = view_text(a, e, "line");
		struct str column = view_text(a, e, "column");
		struct buf AUTO(buf_done) text;

		buf_init(&text, LINE_MAX);
		buf_add(&text, view_text(a, e, "file"));
		if (!str_eq(line, STR("0")))
			buf_fmt(&text, ":%.*s", STR_ARG(line));
		if (!str_eq(column, STR("0")))
			buf_fmt(&text, ":%.*s", STR_ARG(column));
		buf_fmt(&text, "%s%.*s", text.n ? ": " : "", STR_ARG(view_text(a, e, "reason")));
		complain(cli, buf_str(&text));
	}
	json_int(json_get(root, "more_errors"), &more);
	say_more((size_t)more);
	return json_count(errors) > 0;
}

static void show_counts(struct cli *cli, const struct json *counts)
{
	static const struct table_column column[] = {
		{"",           false, false, 0},
                { "ADDED",     true,  false, 0},
		{ "CORRECTED", true,  false, 0},
                { "ENDED",     true,  false, 0},
		{ "UNCHANGED", true,  false, 0},
	};
	struct arena *a = &cli->arena;
	struct table *t = table_new(column, LEN(column));

	for (unsigned k = 0; k < INV_KINDS; k++) {
		const struct json *c = json_get(counts, inv_kind_names((enum inv_kind)k));
		const struct str cell[] = {
			str_of(inv_kind_names((enum inv_kind)k)),
			view_text(a, c, "added"),
			view_text(a, c, "corrected"),
			view_text(a, c, "ended"),
			view_text(a, c, "unchanged"),
		};

		table_row(t, cell);
	}
	table_print(t);
	table_free(t);
}

static struct str subject(struct arena *a, const struct json *row)
{
	static const char *const key[] = { "address", "prefix", "name", "customer", "machine" };

	for (size_t i = 0; i < LEN(key); i++) {
		struct str s = view_text(a, row, key[i]);

		if (s.n)
			return s;
	}
	return STR("-");
}

static void show_changes(struct cli *cli, const struct json *root)
{
	static const struct table_column column[] = {
		{"",          false, false, 0},
                { "KIND",     false, false, 0},
		{ "WHAT",     false, true,  0},
                { "CUSTOMER", false, true,  0},
		{ "MACHINE",  false, true,  0},
                { "FROM",     false, false, 0},
		{ "UNTIL",    false, false, 0},
                { "WHERE",    false, true,  0},
	};
	const struct json *changes = json_get(root, "changes");
	struct table *t = table_new(column, LEN(column));
	struct arena *a = &cli->arena;
	int64_t more = 0;

	for (size_t i = 0; i < json_count(changes); i++) {
		const struct json *c = json_at(changes, i);
		const struct json *row = json_get(c, "after");
		struct str file = view_text(a, c, "file");

		if (json_kind(row) != JSON_IS_OBJECT)
			row = json_get(c, "before");
		const struct str cell[] = {
			view_text(a, c, "op"),
			view_text(a, c, "kind"),
			subject(a, row),
			view_or(a, row, "customer", "-"),
			view_or(a, row, "machine", "-"),
			view_or(a, row, "from", "-"),
			view_or(a, row, "until", "-"),
			file.n ? arena_fmt(a, "%.*s:%.*s", STR_ARG(file),
					   STR_ARG(view_text(a, c, "line")))
			       : STR("-"),
		};

		table_row(t, cell);
	}
	if (table_rows(t))
		table_print(t);
	table_free(t);
	json_int(json_get(root, "more_changes"), &more);
	if (more)
		cli_note(cli, "and %lld changes more", (long long)more);
}

static void show_outside(struct cli *cli, const struct json *root)
{
	const struct json *first = json_get(root, "outside_first");
	struct arena *a = &cli->arena;

	if (json_kind(first) != JSON_IS_OBJECT)
		return;
	cli_note(cli, "added, but in none of our prefixes: %.*s tenancies, first %.*s (%.*s:%.*s)",
		 STR_ARG(view_text(a, root, "outside")),
		 STR_ARG(view_text(a, json_get(first, "tenancy"), "address")),
		 STR_ARG(view_text(a, first, "file")), STR_ARG(view_text(a, first, "line")));
}

static void show(struct cli *cli, const struct json *root)
{
	bool done = false;

	show_changes(cli, root);
	show_counts(cli, json_get(root, "counts"));
	show_outside(cli, root);
	json_bool(json_get(root, "done"), &done);
	if (!done)
		cli_note(cli, "a dry run: nothing was changed");
}

int import_view(struct cli *cli, const struct hub_answer *answer)
{
	struct json_doc *doc = NULL;
	bool told = false;
	struct err err;

	if (cli->json && answer->json.n && (!cli_out(answer->json) || !cli_out(STR("\n"))))
		return CLI_FAILED;
	if (answer->json.n && json_parse(answer->json, JSON_MAX, &doc, &err) < 0)
		return cli_fail(cli, &err);
	if (answer->kind != ERR_NONE)
		told = doc && show_errors(cli, json_root(doc));
	else if (!cli->json && doc)
		show(cli, json_root(doc));
	if (answer->kind != ERR_NONE)
		fputs("nothing was imported\n", stderr);
	json_free(doc);
	return told ? CLI_FAILED : hub_code(cli, answer);
}
