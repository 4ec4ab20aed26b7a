/* netizen lists: every list, asked or not and why, and how long a round takes; its health. */
#pragma once

#include "cli/cli.h"

extern const struct command cmd_lists;

int lists_run(struct cli *cli, int argc, char **argv);
