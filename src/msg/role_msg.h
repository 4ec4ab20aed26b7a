/* Which roles there are, and what the parent and a role tell each other. */
#pragma once

#include "base/arena.h"
#include "msg/frame.h"

#define ROLE_CAGE_MAX 64

/* Desk is in the middle: the others speak with it only. */
enum role_id { ROLE_DESK, ROLE_FRONT, ROLE_WATCH, ROLE_COURIER, ROLES };

const char *role_name(enum role_id id); /* "desk", "front", ... */

/* MSG_READY: `cage` says what the role is caged by. MSG_STOP has no body. */
struct role_ready {
	struct str cage;
};

void msg_put_ready(struct buf *out, const struct role_ready *ready);
NODISCARD int msg_get_ready(const struct frame *in, struct arena *arena, struct role_ready *out,
			    struct err *err);

/* MSG_AGAIN: `who` was started (again), what it had not answered is forgotten. */
struct role_again {
	enum role_id who;
};

void msg_put_again(struct buf *out, const struct role_again *again);
NODISCARD int msg_get_again(const struct frame *in, struct role_again *out, struct err *err);

/* A whole frame without a body. */
NODISCARD int msg_put_bare(struct buf *out, enum msg_type type, uint64_t id, struct err *err);
NODISCARD int msg_get_bare(const struct frame *in, struct err *err);
