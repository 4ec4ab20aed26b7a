/* What a log tells of each account of our own, put together: counts, conduct, logins, and what
 * speaks against it.
 */
#pragma once

#include "flow/networks.h"
#include "flow/suspect.h"

struct dossier {
	uint32_t account; /* row of the log's accounts */
	struct suspect_facts facts;
	struct suspicion suspicion;
	struct networks logins; /* of a login, whatever it sends */
};

/* Of logins, scripts, lists and automatic answers, in the order of tally_order: those with most
 * messages first. As many as *n. */
struct dossier *dossiers_of(const struct mail_log *log, struct arena *arena, uint32_t *n);

/* Numbers of those suspected, what weighs most first; as many as *suspects. */
uint32_t *dossiers_suspects(const struct dossier *d, uint32_t n, struct arena *arena,
			    uint32_t *suspects);
