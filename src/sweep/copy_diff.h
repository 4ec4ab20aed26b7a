/* What two versions of a local copy answer differently about addresses that are ours. */
#pragma once

#include "base/range.h"

#include <stddef.h>

struct copy;

enum copy_change_kind {
	COPY_BEGAN,   /* was not listed, is now */
	COPY_ENDED,   /* was listed, is no more */
	COPY_CHANGED, /* listed in both, with other codes */
};

/* All addresses of the run changed in the same way. */
struct copy_change {
	enum copy_change_kind kind;
	struct range run;
};

/* What is watched, and who is told. */
struct copy_watch {
	const struct range *ours;
	size_t n;
	void (*tell)(void *ctx, const struct copy_change *change);
	void *ctx;
};

/* Tells every change inside w->ours, in the order of these and of addresses; another wording
 * alone is no change. What subzones say, and names of IPv6 addresses, is not compared. Returns how
 * many runs were told. */
size_t copy_diff(const struct copy *old, const struct copy *fresh, const struct copy_watch *w);
