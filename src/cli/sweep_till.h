/* Where a sweep by hand gets its questions: from a hub that runs, else from the user's own book. */
#pragma once

#include "cli/sweep_job.h"
#include "sweep/till.h"

struct hub_line;
struct ledger;

struct sweep_till {
	struct cli *cli;
	struct source from;
	struct hub_line *line; /* NULL: no hub runs, or we may not speak with it */
	struct ledger *ledger;
	struct till till;
	const struct till *use; /* for the round; NULL where the user's own servers are asked */
};

/* -1 to go on, or the exit code. */
int sweep_till_open(const struct sweep_job *job, struct sweep_till *out);
void sweep_till_close(struct sweep_till *t);
