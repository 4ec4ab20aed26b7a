/* What a mail log tells, as a page for a terminal or as JSON. */
#pragma once

#include "cli/cli.h"
#include "flow/mail_log.h"

#include <stdint.h>

/* Suspects, accounts, kinds of refusals, senders and ways out, at most `top` of each. */
void maillog_page(struct cli *cli, const struct mail_log *log, uint64_t top);

/* All of it, as one object. */
void maillog_json(struct cli *cli, const struct mail_log *log);
