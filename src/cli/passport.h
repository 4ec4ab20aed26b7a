/* netizen ip: the passport of one address. */
#pragma once

#include "cli/cli.h"

extern const struct command cmd_ip;
