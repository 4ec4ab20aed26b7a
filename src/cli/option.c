/* Reading options by a table. */
#include "cli/option.h"

#include "base/near.h"
#include "base/when.h"

#include <stdio.h>
#include <string.h>

static void print_row(const char *name, char letter, const char *value, const char *help)
{
	char left[80];

	snprintf(left, sizeof(left), "%s%c%s --%s%s%s", letter ? "-" : " ", letter ? letter : ' ',
		 letter ? "," : " ", name, value ? " " : "", value ? value : "");
	printf("  %-28s %s\n", left, help);
}

static int print_help(const struct cli *cli, const struct option_set *set)
{
	printf("%s %s %s\n\n%s\n\n", cli->program, set->command->name, set->command->synopsis,
	       set->command->summary);
	for (size_t i = 0; i < set->n; i++)
		print_row(set->row[i].name, set->row[i].letter, set->row[i].value,
			  set->row[i].help);
	print_row("json", 0, NULL, "data as JSON");
	print_row("state", 0, "DIR", "keep everything below DIR instead of the system's places");
	print_row("help", 'h', NULL, "this text");
	return CLI_OK;
}

static int unknown(const struct cli *cli, const struct option_set *set, struct str name)
{
	const char *known[64];
	const char *near;
	size_t n = 0;

	for (size_t i = 0; i < set->n && n < LEN(known) - 3; i++)
		known[n++] = set->row[i].name;
	known[n++] = "json";
	known[n++] = "state";
	known[n++] = "help";
	near = near_word(name, known, n);
	if (near)
		return cli_usage(cli, "there is no option --%.*s; did you mean --%s?",
				 STR_ARG(name), near);
	return cli_usage(cli, "there is no option --%.*s", STR_ARG(name));
}

static int take(struct cli *cli, const struct option_row *row, struct str value)
{
	struct option_list *list = row->to;
	struct err err;

	switch (row->kind) {
	case OPTION_FLAG:
		*(bool *)row->to = true;
		return -1;
	case OPTION_TEXT:
		*(struct str *)row->to = value;
		return -1;
	case OPTION_LIST:
		if (list->n == OPTION_LIST_MAX)
			return cli_usage(cli, "--%s: more than %d of them", row->name,
					 OPTION_LIST_MAX);
		if (!list->item)
			list->item = arena_new(&cli->arena, OPTION_LIST_MAX, sizeof(*list->item));
		list->item[list->n++] = value;
		return -1;
	case OPTION_NUMBER:
		if (str_u64(value, row->max ? row->max : UINT64_MAX, row->to) &&
		    *(uint64_t *)row->to > 0)
			return -1;
		if (row->max)
			return cli_usage(cli, "--%s \"%.*s\": a number from 1 to %llu is wanted",
					 row->name, STR_ARG(value), (unsigned long long)row->max);
		return cli_usage(cli, "--%s \"%.*s\": a number from 1 is wanted", row->name,
				 STR_ARG(value));
	case OPTION_TIME:
		if (instant_parse(value, row->to, &err) < 0)
			return cli_usage(cli, "--%s: %s", row->name, err.text);
		return -1;
	}
	return -1;
}

static const struct option_row *find(const struct option_set *set, struct str name, char letter)
{
	for (size_t i = 0; i < set->n; i++)
		if (letter ? set->row[i].letter == letter : str_eq(str_of(set->row[i].name), name))
			return &set->row[i];
	return NULL;
}

struct reading {
	struct cli *cli;
	const struct option_set *set;
	int argc, at;
	char **argv;
};

/* The value behind the '=' or in the next word; p NULL if there is none. */
static struct str value_of(struct reading *r, struct str *name)
{
	size_t eq = str_find(*name, '=');
	struct str value = { NULL, 0 };

	if (eq < name->n) {
		value = str_sub(*name, eq + 1, name->n);
		*name = str_sub(*name, 0, eq);
	} else if (r->at + 1 < r->argc) {
		value = str_of(r->argv[r->at + 1]);
	}
	return value;
}

static int take_common(struct reading *r, struct str name, struct str value, bool inlined)
{
	if (str_eq(name, STR("json"))) {
		r->cli->json = true;
		return -1;
	}
	if (str_eq(name, STR("help")))
		return print_help(r->cli, r->set);
	if (!str_eq(name, STR("state")))
		return unknown(r->cli, r->set, name);
	if (!value.p || value.n == 0)
		return cli_usage(r->cli, "--state wants a folder");
	r->cli->state = arena_str(&r->cli->arena, value).p;
	r->at += !inlined;
	return -1;
}

static int take_long(struct reading *r, struct str name)
{
	bool inlined = str_find(name, '=') < name.n;
	struct str value = value_of(r, &name);
	const struct option_row *row = find(r->set, name, 0);

	if (!row)
		return take_common(r, name, value, inlined);
	if (row->kind == OPTION_FLAG) {
		if (inlined)
			return cli_usage(r->cli, "--%s takes no value", row->name);
		return take(r->cli, row, value);
	}
	if (!value.p)
		return cli_usage(r->cli, "--%s wants %s", row->name, row->value);
	r->at += !inlined;
	return take(r->cli, row, value);
}

static int take_short(struct reading *r, struct str word)
{
	const struct option_row *row = find(r->set, word, word.p[0]);
	struct str value = str_sub(word, 1, word.n);

	if (word.p[0] == 'h' && word.n == 1 && !row)
		return print_help(r->cli, r->set);
	if (!row || (row->kind == OPTION_FLAG && value.n))
		return cli_usage(r->cli, "there is no option -%.*s", STR_ARG(word));
	if (row->kind != OPTION_FLAG && value.n == 0) {
		if (r->at + 1 == r->argc)
			return cli_usage(r->cli, "-%c wants %s", row->letter, row->value);
		value = str_of(r->argv[++r->at]);
	}
	return take(r->cli, row, value);
}

int option_read(struct cli *cli, const struct option_set *set, int argc, char **argv,
		struct option_list *operands)
{
	struct reading r = { cli, set, argc, 0, argv };
	bool ended = false;

	operands->item = arena_new(&cli->arena, (size_t)argc + 1, sizeof(*operands->item));
	operands->n = 0;
	for (; r.at < argc; r.at++) {
		struct str word = str_of(argv[r.at]);
		int leave = -1;

		if (ended || word.n < 2 || word.p[0] != '-')
			operands->item[operands->n++] = word;
		else if (str_eq(word, STR("--")))
			ended = true;
		else if (word.p[1] == '-')
			leave = take_long(&r, str_sub(word, 2, word.n));
		else
			leave = take_short(&r, str_sub(word, 1, word.n));
		if (leave >= 0)
			return leave;
	}
	return -1;
}
