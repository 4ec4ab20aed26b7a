/* netizen overview: the truth at a glance, from a running hub. */
#pragma once

#include "cli/cli.h"

extern const struct command cmd_overview;
