/* What an import did or would do, or why not, for a person or a script. */
#pragma once

#include "cli/cli.h"
#include "cli/hub.h"
#include "model/import_rows.h"

/* "FILE:LINE:COLUMN: reason" each, on standard error; with --json also as an object. */
void import_view_errors(struct cli *cli, const struct import_errors *errors);

/* The hub's answer; returns the exit code. */
int import_view(struct cli *cli, const struct hub_answer *answer);
