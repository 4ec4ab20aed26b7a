/* Options of a command, read by a table: --name VALUE, --name=VALUE, -n VALUE, flags.
 *
 * Options and operands may be mixed; "--" ends the options. An unknown option names the
 * nearest one. --help prints the table. --json and --state are known everywhere.
 */
#pragma once

#include "cli/cli.h"

enum option_kind {
	OPTION_FLAG,   /* bool */
	OPTION_TEXT,   /* struct str; the last one counts */
	OPTION_LIST,   /* struct option_list; every one counts */
	OPTION_NUMBER, /* uint64_t, 1 to `max` */
	OPTION_TIME,   /* struct instant, RFC 3339 with offset */
};

#define OPTION_LIST_MAX 4096

struct option_list {
	struct str *item;
	size_t n;
};

struct option_row {
	const char *name; /* without the dashes */
	char letter;      /* or 0 */
	enum option_kind kind;
	void *to;
	const char *value; /* what to call the value in help: "PREFIX" */
	const char *help;
	uint64_t max; /* OPTION_NUMBER: the largest, 0 for any */
};

struct option_set {
	const struct command *command;
	const struct option_row *row;
	size_t n;
};

/* Reads argv into the rows' places; what is no option is left in *operands (in the command's
 * arena). Returns -1 to go on, or the exit code to leave with (help, wrong usage). */
int option_read(struct cli *cli, const struct option_set *set, int argc, char **argv,
		struct option_list *operands);
