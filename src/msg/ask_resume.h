/* The request to let a held list count again. */
#pragma once

#include "base/arena.h"
#include "msg/frame.h"

#define ASK_RESUME_ZONE_MAX 253 /* octets */

struct ask_resume {
	struct str zone;
	uint32_t uid; /* who asks: set by front, whatever the client says */
};

void msg_put_resume(struct buf *out, const struct ask_resume *ask);

/* Strings are copied into `arena`. */
NODISCARD int msg_get_resume(const struct frame *in, struct arena *arena, struct ask_resume *out,
			     struct err *err);
