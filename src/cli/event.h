/* netizen event: one change of tenancy, told as it happens. */
#pragma once

#include "cli/cli.h"

extern const struct command cmd_event;
