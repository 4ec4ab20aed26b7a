/* Reading all files of a mail log in the order of their times. */
#pragma once

#include "cli/cli.h"
#include "cli/option.h"
#include "flow/mail_log.h"

/* Faults are said; what could be read counts. Returns the exit code: CLI_FAILED if there was
 * nothing. */
int maillog_read(struct cli *cli, struct mail_log *log, const struct zone *zone,
		 const struct option_list *files);

/* Puts the files in the order of their first times; those that tell none last. */
void maillog_order(struct cli *cli, const struct zone *zone, const struct option_list *files);
