/* netizen trace: did my mail arrive, in the remote's own words. */
#pragma once

#include "cli/cli.h"

extern const struct command cmd_trace;
