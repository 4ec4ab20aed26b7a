/* What a job's word changes in the listings of a list: which begin, go on, fade or end.
 *
 * Decides for every hit, and for every listing known before that lies in a clean run; what is
 * in neither stays as it is.
 */
#pragma once

#include "base/arena.h"
#include "model/listing.h"

struct heard_row {
	struct listing listing; /* to be saved; id 0: a new one */
	enum listing_change change;
};

struct heard_plan {
	struct heard_row *row;
	size_t rows;
	uint32_t fresh; /* hits that were not known as listings */
};

struct heard_how {
	const struct listing_rules *rules;
	bool baseline; /* the list's first complete round is not over: what is found is no news */
	const struct listing *have; /* the list's listings where the job was */
	size_t n;
};

/* Lives in `arena`; texts are views of what was heard and of what was had. */
void heard_plan(struct arena *arena, const struct heard *h, const struct heard_how *how,
		struct heard_plan *out);

/* Whether anything known before is otherwise now; new listings (`fresh`) are not counted, nor what
 * only confirms an earlier answer. */
bool heard_plan_moved(const struct heard_plan *p);

/* The list is held: what it newly says is kept, and counts for nothing. */
void heard_plan_hold(struct heard_plan *p);
