/* netizen import: machines, customers, prefixes, tenancies and holdings from files. */
#pragma once

#include "cli/cli.h"

extern const struct command cmd_import;
