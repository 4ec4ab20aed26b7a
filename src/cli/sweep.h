/* netizen sweep: one round over prefixes now, without a hub. */
#pragma once

#include "cli/cli.h"

extern const struct command cmd_sweep;

int sweep_run(struct cli *cli, int argc, char **argv);
