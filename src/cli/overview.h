/* netizen overview: the truth at a glance, from a running hub. */
#pragma once

#include "cli/cli.h"

#include <stdint.h>

extern const struct command cmd_overview;

/* Shows it, after waiting for the first truth at most so many seconds. An exit code. */
int overview_show(struct cli *cli, uint64_t seconds);
