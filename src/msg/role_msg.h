/* What the parent and a role tell each other. */
#pragma once

#include "base/arena.h"
#include "msg/frame.h"

#define ROLE_CAGE_MAX 64

/* MSG_READY: `cage` says what the role is caged by. MSG_STOP and MSG_AGAIN have no body. */
struct role_ready {
	struct str cage;
};

void msg_put_ready(struct buf *out, const struct role_ready *ready);
NODISCARD int msg_get_ready(const struct frame *in, struct arena *arena, struct role_ready *out,
			    struct err *err);

/* A whole frame without a body. */
NODISCARD int msg_put_bare(struct buf *out, enum msg_type type, uint64_t id, struct err *err);
NODISCARD int msg_get_bare(const struct frame *in, struct err *err);
