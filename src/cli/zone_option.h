/* The zone of a list as a person names it: whether there is one, and which was perhaps meant. */
#pragma once

#include "cli/cli.h"

/* As zones are kept: lower case without a final dot. */
struct str zone_option_plain(struct cli *cli, struct str text);

/* Empty if the catalogue has it, or cannot be read; else what is wrong with it, without a key that
 * may be in it. */
struct str zone_option_doubt(struct cli *cli, struct str zone);
