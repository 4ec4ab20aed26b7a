/* netizen init: asks, shows, writes, imports, and says whom the watch will ask. */
#include "cli/init.h"

#include "cli/import.h"
#include "cli/init_ask.h"
#include "cli/init_plan.h"
#include "cli/init_truth.h"
#include "cli/init_write.h"
#include "sys/listen.h"
#include "sys/own.h"
#include "sys/packet.h"

#include <stdio.h>

struct init {
	struct cli *cli;
	struct state state;
	struct list_set lists;
	struct init_said said;
	struct init_answers answers;
	struct init_files files;
	bool dry_run, yes, watch;
};

/* Nothing may be configured, and no hub may run: it would go on with what it read. */
static int is_new(struct init *in)
{
	char path[FILE_PATH_MAX + 1];
	struct err err;
	int fd;

	if (state_find(in->cli->state, &in->state, &err) < 0)
		return cli_fail(in->cli, &err);
	if (own_exists(state_path(in->state.etc, "netizen.conf", path)))
		return cli_usage(in->cli, "%s is there already: edit it, or move it away first",
				 path);
	fd = listen_dial(state_path(in->state.run, STATE_SOCKET, path), &err);
	if (fd < 0)
		return -1;
	packet_close(fd);
	return cli_usage(in->cli, "a hub runs already (%s): stop it first", path);
}

static int load_lists(struct init *in)
{
	struct lists_places where = { .override = STR("") };
	struct err err;

	if (in->state.own)
		where.override = arena_fmt(&in->cli->arena, "%s/lists.d", in->state.etc);
	return lists_load(&in->lists, &where, &err) < 0 ? cli_fail(in->cli, &err) : -1;
}

static int confirm(struct init *in)
{
	struct str answer = STR("");

	init_show(&in->files);
	fflush(stdout);
	if (in->dry_run)
		return CLI_OK;
	if (in->yes)
		return -1;
	if (!in->said.ask)
		return cli_usage(in->cli, "--yes is wanted: nobody can be asked here");
	if (!init_line(in->cli, "Write these files? yes or no", &answer) ||
	    (!str_eq_nocase(answer, STR("yes")) && !str_eq_nocase(answer, STR("y")))) {
		cli_note(in->cli, "nothing was written");
		return CLI_FAILED;
	}
	return -1;
}

static int import(struct init *in, const struct option_list *files)
{
	int code = files->n ? import_files(in->cli, files, in->answers.zone) : CLI_OK;

	return code == CLI_OK ? -1 : code;
}

/* The provider's files first: when one of them is wrong nothing has been written yet. */
static int put_in_place(struct init *in)
{
	struct option_list prefixes = { &in->files.prefixes, 1 };
	struct err err;
	int leave = import(in, &in->answers.file);

	if (leave >= 0)
		return leave;
	if (init_write(&in->files, &err) < 0)
		return cli_fail(in->cli, &err);
	leave = import(in, &prefixes);
	if (leave >= 0)
		init_unwrite(&in->files);
	return leave;
}

static int plan(struct init *in)
{
	struct option_list prefixes = { 0 };
	char text[RANGE_TEXT_MAX + 1];

	prefixes.item = arena_new(&in->cli->arena, in->answers.prefix.n, sizeof(struct str));
	for (size_t i = 0; i < in->answers.prefix.n; i++)
		prefixes.item[prefixes.n++] = arena_str(
			&in->cli->arena, str_of(range_text(in->answers.prefix.range[i], text)));
	return init_plan(in->cli, &prefixes);
}

/* Whoever was asked nothing else is not asked this. */
static bool wants_truth(struct init *in)
{
	struct str answer;

	if (in->watch)
		return true;
	return in->said.ask &&
	       init_line(in->cli, "Look now? It asks the lists above. yes or no", &answer) &&
	       (str_eq_nocase(answer, STR("yes")) || str_eq_nocase(answer, STR("y")));
}

static void say_next(const struct init *in)
{
	printf("\nNext:\n");
	if (in->state.own)
		printf("1. Start the hub: netizend --state %s\n", in->state.top);
	else
		printf("1. Start the hub: systemctl enable --now netizend\n");
	printf("2. See the first truth: netizen overview --wait 900\n"
	       "3. See whether all is well: netizen doctor\n");
}

static int finish(struct init *in)
{
	int code = plan(in);

	fflush(stdout);
	if (code == CLI_OK && wants_truth(in))
		code = init_truth(in->cli);
	if (code == CLI_OK)
		say_next(in);
	return code;
}

static int go(struct init *in)
{
	int leave = is_new(in);

	if (leave < 0)
		leave = load_lists(in);
	if (leave < 0)
		leave = init_ask(in->cli, &in->lists, &in->said, &in->answers);
	if (leave >= 0)
		return leave;
	init_draw(in->cli, &in->state, &in->answers, &in->files);
	leave = confirm(in);
	if (leave < 0)
		leave = put_in_place(in);
	return leave < 0 ? finish(in) : leave;
}

static int run_init(struct cli *cli, int argc, char **argv)
{
	struct init in = { .cli = cli };
	struct init_said *s = &in.said;
	const struct option_row row[] = {
		{"prefix",     'p', OPTION_LIST, &s->prefix,  "PREFIX",
                 "addresses that are yours; repeatable",							   0},
		{ "inventory", 'i', OPTION_LIST, &s->file,    "FILE",
                 "who holds them, CSV or JSON; repeatable",                                                        0},
		{ "mail",      'm', OPTION_LIST, &s->mail,    "PREFIX",
                 "of them, those that send mail; repeatable",                                                      0},
		{ "key",       'k', OPTION_LIST, &s->key,     "ZONE=KEY", "a list's key; repeatable",              0},
		{ "tz",        0,   OPTION_TEXT, &s->zone,    "ZONE",     "time zone of times without an offset",
                 0												  },
		{ "yes",       'y', OPTION_FLAG, &in.yes,     NULL,       "write without asking, and ask nothing",
                 0												  },
		{ "watch",     'w', OPTION_FLAG, &in.watch,   NULL,
                 "then look at once, with a hub for as long as that takes",                                        0},
		{ "dry-run",   'n', OPTION_FLAG, &in.dry_run, NULL,       "show what would be written",            0},
	};
	const struct option_set set = { &cmd_init, row, LEN(row) };
	struct option_list operands;
	int leave = option_read(cli, &set, argc, argv, &operands);

	if (leave >= 0)
		return leave;
	if (operands.n)
		return cli_usage(cli, "\"%.*s\" is no option of init", STR_ARG(operands.item[0]));
	s->ask = own_is_asked() && !in.yes;
	leave = go(&in);
	lists_done(&in.lists);
	return leave;
}

const struct command cmd_init = { "init", "[options]",
				  "set up: your prefixes, inventory, mail machines, keys, zone",
				  run_init };
