/* Showing by which transports and addresses messages left, with what fate. */
#pragma once

#include "base/jout.h"
#include "cli/cli.h"
#include "flow/mail_log.h"

void maillog_leaving_page(struct cli *cli, const struct mail_log *log, uint64_t top);
void maillog_leaving_json(struct cli *cli, struct jout *j, const struct mail_log *log);

/* What deliveries took: the keys delay_mean and delay_max, in seconds; null where there were none.
 */
void maillog_delay_json(struct jout *j, const struct tally_row *row);
