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

typedef void copy_change_fn(void *ctx, const struct copy_change *change);

/* Tells every change inside `ours`, in the order of `ours` and of addresses; another wording
 * alone is no change. Returns how many runs were told. */
size_t copy_diff(const struct copy *old, const struct copy *fresh, const struct range *ours,
		 size_t n, copy_change_fn *tell, void *ctx);
