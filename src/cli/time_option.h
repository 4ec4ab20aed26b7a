/* Times on the command line: with an offset, or in the zone of --tz. */
#pragma once

#include "base/zone.h"
#include "cli/cli.h"

/* The zone of that name, or for an empty name the provider's; NULL if neither is given.
 * ERR_INPUT: there is no such zone, or the configuration is wrong. */
NODISCARD int time_zone(struct cli *cli, struct str name, const struct zone **out, struct err *err);

/* The zone of that name, or for an empty name the one that this machine's clocks show: UTC (NULL)
 * if it has none. */
NODISCARD int time_zone_here(struct cli *cli, struct str name, const struct zone **out,
			     struct err *err);

/* Says that it could not be had: of --tz, or else of the configuration. Returns the exit code. */
int time_zone_fail(struct cli *cli, struct str name, const struct err *err);

struct time_option {
	const char *name; /* of the option, for messages: "--at" */
	struct str text;  /* empty: not given */
	struct str tz;
};

/* -1 to go on, or an exit code. *out stays when the option was not given. */
int time_option(struct cli *cli, const struct time_option *option, struct instant *out);
