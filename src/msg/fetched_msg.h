/* What the courier tells the desk about a list's copy. */
#pragma once

#include "base/arena.h"
#include "msg/frame.h"

#define FETCHED_ZONE_MAX 253
#define FETCHED_WHY_MAX 400

enum fetched_what {
	FETCHED_NEW,  /* one came, and lies aside */
	FETCHED_SAME, /* the server has no other one */
	FETCHED_FAILED,
	FETCHED_WHATS,
};

struct fetched_msg {
	struct str zone;
	enum fetched_what what;
	struct str why; /* of FETCHED_FAILED; cut to FETCHED_WHY_MAX */
};

void msg_put_fetched(struct buf *out, const struct fetched_msg *m);
NODISCARD int msg_get_fetched(const struct frame *in, struct arena *arena, struct fetched_msg *out,
			      struct err *err);
