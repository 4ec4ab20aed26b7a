/* Whom the watch will ask what, and how long a round takes: said once, before it begins. */
#pragma once

#include "cli/option.h"

/* For these prefixes, by the catalogue and what our operator says of it. An exit code. */
int init_plan(struct cli *cli, struct option_list *prefixes);
