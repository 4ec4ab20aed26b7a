/* netizen maillog: who on this server sends what, with what fate, from its mail logs alone. */
#pragma once

#include "cli/cli.h"

extern const struct command cmd_maillog;
