/* The command line: finds the command, sets up what it is given, and leaves with its code. */
#include "base/near.h"
#include "cli/advise_cmd.h"
#include "cli/backup.h"
#include "cli/cli.h"
#include "cli/config.h"
#include "cli/doctor.h"
#include "cli/event.h"
#include "cli/import.h"
#include "cli/init.h"
#include "cli/listings.h"
#include "cli/lists_cmd.h"
#include "cli/maillog.h"
#include "cli/overview.h"
#include "cli/passport.h"
#include "cli/recover.h"
#include "cli/stock.h"
#include "cli/sweep.h"
#include "cli/trace_cmd.h"
#include "cli/who.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct command *const command[] = {
	&cmd_init,   &cmd_overview, &cmd_sweep,   &cmd_lists,   &cmd_listings,  &cmd_ip,
	&cmd_advise, &cmd_import,   &cmd_who,     &cmd_event,   &cmd_inventory, &cmd_config,
	&cmd_doctor, &cmd_backup,   &cmd_recover, &cmd_maillog, &cmd_trace,
};

static int print_usage(FILE *to, int code)
{
	fprintf(to, "netizen " NETIZEN_VERSION ": the mail reputation of a provider's network\n\n");
	for (size_t i = 0; i < LEN(command); i++)
		fprintf(to, "  netizen %-10s %s\n", command[i]->name, command[i]->summary);
	fprintf(to, "\n'netizen COMMAND --help' tells a command's options.\n");
	return code;
}

static const struct command *find(struct str name)
{
	for (size_t i = 0; i < LEN(command); i++)
		if (str_eq(str_of(command[i]->name), name))
			return command[i];
	return NULL;
}

static int no_such(struct cli *cli, struct str name)
{
	const char *known[LEN(command)];
	const char *nearest;

	for (size_t i = 0; i < LEN(command); i++)
		known[i] = command[i]->name;
	if (str_eq(name, STR("--state")))
		return cli_usage(cli, "--state wants a folder, and a command after it");
	if (str_starts(name, STR("-")))
		return cli_usage(cli, "there is no option \"%.*s\" before a command",
				 STR_ARG(name));
	nearest = near_word(name, known, LEN(command));
	if (nearest)
		return cli_usage(cli, "there is no command \"%.*s\"; did you mean \"%s\"?",
				 STR_ARG(name), nearest);
	return cli_usage(cli, "there is no command \"%.*s\"", STR_ARG(name));
}

static bool may_colour(bool terminal)
{
	const char *term = getenv("TERM");
	const char *no = getenv("NO_COLOR");

	if (no && *no)
		return false;
	return terminal && term && strcmp(term, "dumb") != 0;
}

/* Takes --json and --state DIR that stand before the command. */
static int skip_common(struct cli *cli, int argc, char **argv)
{
	int at = 1;

	for (; at < argc; at++) {
		if (strcmp(argv[at], "--json") == 0)
			cli->json = true;
		else if (strcmp(argv[at], "--state") == 0 && at + 1 < argc)
			cli->state = argv[++at];
		else
			break;
	}
	return at;
}

static int run(struct cli *cli, int argc, char **argv)
{
	int at = skip_common(cli, argc, argv);
	const struct command *c;
	struct str word;

	if (at >= argc)
		return print_usage(stderr, CLI_USAGE);
	word = str_of(argv[at]);
	if (str_eq(word, STR("--help")) || str_eq(word, STR("-h")) || str_eq(word, STR("help")))
		return print_usage(stdout, CLI_OK);
	if (str_eq(word, STR("--version")) || str_eq(word, STR("-V"))) {
		puts("netizen " NETIZEN_VERSION);
		return CLI_OK;
	}
	c = find(word);
	if (!c)
		return no_such(cli, word);
	cli->command = c->name;
	return c->run(cli, argc - at - 1, argv + at + 1);
}

int main(int argc, char **argv)
{
	struct cli cli = { .program = "netizen", .terminal = isatty(STDOUT_FILENO) };
	int code;

	cli.colour = may_colour(cli.terminal);
	code = run(&cli, argc, argv);
	arena_done(&cli.arena);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fprintf(stderr, "netizen: standard output: %s\n", strerror(errno));
		return code == CLI_OK ? CLI_FAILED : code;
	}
	return code;
}
