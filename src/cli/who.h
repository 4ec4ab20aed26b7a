/* netizen who: who held an address, a domain, a mailbox, a user or a path, and how sure. */
#pragma once

#include "cli/cli.h"

extern const struct command cmd_who;
