/* netizen recover: a backup becomes the hub's store and configuration again. */
#pragma once

#include "cli/cli.h"

extern const struct command cmd_recover;
