/* Showing replies that no rule knows, and how to name them. */
#pragma once

#include "base/jout.h"
#include "cli/cli.h"
#include "flow/mail_log.h"

void maillog_clusters_page(struct cli *cli, const struct mail_log *log, uint64_t top);
void maillog_clusters_json(struct cli *cli, struct jout *j, const struct mail_log *log);
