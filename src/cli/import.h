/* netizen import: machines, customers, prefixes, tenancies and holdings from files. */
#pragma once

#include "cli/option.h"

extern const struct command cmd_import;

/* Takes the files in as they are, times without an offset being of zone `tz` (or empty). Returns
 * the exit code; what was done, or what is wrong where, has been said. */
int import_files(struct cli *cli, const struct option_list *files, struct str tz);
