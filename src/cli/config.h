/* netizen config: whether the settings are right, and what they are. */
#pragma once

#include "cli/cli.h"

extern const struct command cmd_config;
