/* What every command of `netizen` is given, and what it gives back. */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

enum cli_exit {
	CLI_OK = 0,
	CLI_FAILED = 1,
	CLI_USAGE = 2,
	CLI_PARTIAL = 3, /* done, but not all could be known or done */
	CLI_NOTHING = 4, /* no such thing */
};

struct cli {
	const char *program; /* how we were called, for messages */
	const char *command; /* the command's name */
	const char *state;   /* --state DIR, or NULL for the system's places */
	bool json;           /* --json: data as JSON on standard output */
	bool colour;         /* standard output is a terminal that may be coloured */
	bool terminal;       /* standard output is a terminal */
	struct arena arena;  /* lives as long as the command */
};

/* A command: its own arguments begin at argv[0]. */
struct command {
	const char *name;
	const char *synopsis; /* what stands behind the name in the usage line */
	const char *summary;  /* one line of `netizen help` */
	int (*run)(struct cli *cli, int argc, char **argv);
};

/* "netizen: COMMAND: sentence" on standard error, control octets escaped; nothing for an empty
 * sentence, which is said already. Returns CLI_FAILED, so that a command can say: return
 * cli_fail(cli, &err). */
int cli_fail(const struct cli *cli, const struct err *err);

/* The same for wrong usage, pointing at --help. Returns CLI_USAGE. */
PRINTF(2, 3) int cli_usage(const struct cli *cli, const char *fmt, ...);

/* A remark on standard error, control octets escaped. */
PRINTF(2, 3) void cli_note(const struct cli *cli, const char *fmt, ...);

/* Data on standard output as it is; false if standard output cannot take it (said once). */
bool cli_out(struct str data);

/* Text for a terminal: control octets, and octets that are no UTF-8, are escaped as \xNN, what
 * turns the direction of text as \uXXXX. */
struct str cli_safe(struct arena *arena, struct str text);
