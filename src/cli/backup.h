/* netizen backup: everything the hub keeps, and its configuration with its keys, in one folder. */
#pragma once

#include "cli/cli.h"

extern const struct command cmd_backup;
