/* What an import would change or did change, or why it cannot, as JSON. */
#pragma once

#include "base/jout.h"
#include "model/import_plan.h"

#define PLAN_CHANGES_MAX 1000 /* told one by one; the rest is counted */

/* "counts": {"machines": {"added", "corrected", "ended", "unchanged"}, ...}. */
void json_counts(struct jout *j, const struct import_plan *plan);

/* "changes": [{"op", "kind", "file", "line", "before", "after"} ...], "more_changes". */
void json_changes(struct jout *j, const struct import_plan *plan, const struct import *in);

/* "errors": [{"file", "line", "column", "reason"} ...], "more_errors". */
void json_errors(struct jout *j, const struct import_errors *errors);
