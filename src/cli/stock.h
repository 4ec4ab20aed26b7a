/* netizen inventory: what the hub knows, how many of each or all of one kind. */
#pragma once

#include "cli/cli.h"

extern const struct command cmd_inventory;
