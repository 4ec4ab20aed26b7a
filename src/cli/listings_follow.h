/* netizen listings --follow: what changes, as it happens. */
#pragma once

#include "cli/cli.h"
#include "msg/ask_listings.h"

/* Goes on until it is interrupted or nobody reads any more; returns the exit code. `ask` says
 * which listings and since when. */
int listings_follow(struct cli *cli, const struct ask_listings *ask);
