/* netizen advise: which free addresses to hand out first. */
#pragma once

#include "cli/cli.h"

extern const struct command cmd_advise;
