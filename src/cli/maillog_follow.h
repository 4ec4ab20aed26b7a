/* netizen maillog --follow: the same counts, while the logs go on. */
#pragma once

#include "cli/cli.h"
#include "cli/option.h"
#include "flow/mail_log.h"

/* Reads what is there, then what comes, until it is interrupted or nobody reads any more. On a
 * terminal the page is shown anew when something has changed; else each change of an account is a
 * line, and with --json an object. Returns the exit code; the totals are the caller's to show. */
int maillog_follow(struct cli *cli, struct mail_log *log, const struct zone *zone,
		   const struct option_list *files, uint64_t top);
