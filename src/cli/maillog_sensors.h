/* What spam filters and PHP's mail.log say of what was sent. */
#pragma once

#include "base/jout.h"
#include "cli/cli.h"
#include "flow/mail_log.h"

#include <stdint.h>

/* Nothing where the logs tell nothing. */
void maillog_sensors(struct cli *cli, const struct mail_log *log, uint64_t top);

/* Members "scores" and "scripts"; the caller flushes. */
void maillog_sensors_json(struct cli *cli, struct jout *j, const struct mail_log *log);
