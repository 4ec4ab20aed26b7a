/* A backup's rows made a database of, beside the hub's own and put in its place when whole. */
#pragma once

#include "cli/recover_check.h"
#include "store/store.h"

#include <stdbool.h>

struct recover_to {
	const struct store_place *place; /* its folder's lock is ours */
	struct instant now;
	bool aside;     /* keep what is there, under a name that tells the time */
	struct buf *to; /* that name */
};

/* On a failure what was there is there. */
NODISCARD int recover_rows(struct checked *c, const struct recover_to *to, struct err *err);
