/* Showing which accounts are suspected to send spam, and why. */
#pragma once

#include "base/jout.h"
#include "cli/cli.h"
#include "flow/dossier.h"

struct dossiers {
	const struct dossier *of;
	uint32_t n;
	const uint32_t *suspect; /* numbers */
	uint32_t suspects;
};

struct dossiers maillog_dossiers(struct cli *cli, const struct mail_log *log);

void maillog_suspects_page(struct cli *cli, const struct mail_log *log, const struct dossiers *d,
			   uint64_t top);
void maillog_suspects_json(struct jout *j, const struct mail_log *log, const struct dossiers *d);

/* NULL: it is no account of our own. */
const struct dossier *maillog_dossier(const struct dossiers *d, uint32_t account);
