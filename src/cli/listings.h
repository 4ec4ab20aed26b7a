/* netizen listings: which of our addresses are on which lists, and what changes there. */
#pragma once

#include "cli/cli.h"

extern const struct command cmd_listings;
