/* The question for listings, page by page, or for what changed in them. */
#pragma once

#include "base/arena.h"
#include "base/range.h"
#include "base/when.h"
#include "msg/frame.h"

#define ASK_LISTINGS_ZONE_MAX 253
#define ASK_LISTINGS_PAGE_MAX 5000 /* rows of one answer */

struct ask_listings {
	bool news;            /* what changed, in the order it happened */
	bool open;            /* only those that count now; not with news */
	struct instant since; /* WHEN_EVER: all */
	struct str zone;      /* empty: of every list */
	bool of_range;
	struct range range; /* only what overlaps it */
	int64_t after;      /* "after" of the answer before; 0: from the beginning */
	uint32_t most;      /* rows, 1 to ASK_LISTINGS_PAGE_MAX */
};

void msg_put_listings(struct buf *out, const struct ask_listings *ask);

/* Strings are copied into `arena`. ERR_INPUT if the body is no such message. */
NODISCARD int msg_get_listings(const struct frame *in, struct arena *arena,
			       struct ask_listings *out, struct err *err);
