/* netizen inventory: counts, or all rows of one kind as one JSON object per line or a table. */
#include "cli/stock.h"

#include "cli/answer_view.h"
#include "cli/hub.h"
#include "cli/option.h"
#include "cli/table.h"
#include "msg/ask_inventory.h"

#define WAIT SPAN_S(120)

/* The columns of a kind: members of its JSON objects. */
static const char *const member[INV_KINDS] = {
	[INV_MACHINE] = "machine hostname site note",
	[INV_CUSTOMER] = "customer name parent language note",
	[INV_PREFIX] = "prefix use mail machine note",
	[INV_TENANCY] = "address customer machine use from until",
	[INV_HOLDING] = "kind name customer machine from until",
};

static bool find_kind(struct str name, enum inv_kind *out)
{
	for (unsigned k = 0; k < INV_KINDS; k++)
		if (str_eq(name, str_of(inv_kind_names((enum inv_kind)k)))) {
			*out = (enum inv_kind)k;
			return true;
		}
	return false;
}

static size_t columns_of(struct cli *cli, enum inv_kind kind, struct table_column *column)
{
	struct str names = str_of(member[kind]);
	struct str name;
	size_t n = 0;

	for (; str_cut(&names, ' ', &name); n++)
		column[n] =
			(struct table_column){ arena_str(&cli->arena, name).p, false, n > 0, 0 };
	return n;
}

static void show_rows(struct cli *cli, const struct json *rows, enum inv_kind kind)
{
	struct table_column column[TABLE_COLUMNS_MAX];
	struct str cell[TABLE_COLUMNS_MAX];
	size_t n = columns_of(cli, kind, column);
	struct table *t = table_new(column, n);

	for (size_t i = 0; i < json_count(rows); i++) {
		for (size_t c = 0; c < n; c++)
			cell[c] = view_or(&cli->arena, json_at(rows, i), column[c].title, "-");
		table_row(t, cell);
	}
	table_print(t);
	table_free(t);
}

static void show_counts(struct cli *cli, const struct json *counts)
{
	for (size_t i = 0; i < json_count(counts); i++) {
		struct str name = json_key(counts, i);
		struct str n = view_text(&cli->arena, counts, inv_kind_names((enum inv_kind)i));

		cli_out(arena_fmt(&cli->arena, "%-12.*s %10.*s\n", STR_ARG(name), STR_ARG(n)));
	}
}

static int show(struct cli *cli, struct str text, enum inv_kind kind)
{
	struct json_doc *doc;
	struct err err;

	if (cli->json)
		return cli_out(text) && cli_out(STR("\n")) ? CLI_OK : CLI_FAILED;
	if (json_parse(text, JSON_BYTES_MAX, &doc, &err) < 0)
		return cli_fail(cli, &err);
	if (kind == INV_KINDS)
		show_counts(cli, json_get(json_root(doc), "counts"));
	else
		show_rows(cli, json_get(json_root(doc), inv_kind_names(kind)), kind);
	json_free(doc);
	return CLI_OK;
}

static int run_inventory(struct cli *cli, int argc, char **argv)
{
	const struct option_set set = { &cmd_inventory, NULL, 0 };
	struct hub_ask ask = { .type = MSG_INVENTORY, .wait = WAIT, .only_if_kept = true };
	struct ask_inventory wish = { INV_KINDS };
	struct buf AUTO(buf_done) body;
	struct option_list operands;
	struct hub_answer answer;
	struct err err;
	int code = option_read(cli, &set, argc, argv, &operands);

	buf_init(&body, FRAME_BODY_MAX);
	if (code >= 0)
		return code;
	if (operands.n > 1 || (operands.n == 1 && !find_kind(operands.item[0], &wish.kind)))
		return cli_usage(cli,
				 "one of machines, customers, prefixes, tenancies, holdings, or "
				 "nothing is wanted");
	msg_put_inventory(&body, &wish);
	ask.body = buf_str(&body);
	if (hub_ask(cli, &ask, &answer, &err) < 0) {
		cli_fail(cli, &err);
		return err.kind == ERR_GONE ? CLI_NOTHING : CLI_FAILED;
	}
	code = hub_code(cli, &answer);
	return code == CLI_OK ? show(cli, answer.json, wish.kind) : code;
}

const struct command cmd_inventory = { "inventory", "[KIND]",
				       "what the hub knows: how many, or all of one kind",
				       run_inventory };
