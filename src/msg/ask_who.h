/* The question who held an address, a domain, a mailbox, a user or a path. */
#pragma once

#include "base/arena.h"
#include "model/inventory.h"
#include "msg/frame.h"

#define ASK_WHO_TEXT_MAX (INV_PATH_MAX + INV_NAME_MAX + 1) /* "machine:/path" */

struct ask_who {
	struct str text;         /* as the user wrote it */
	struct instant at;       /* WHEN_NEVER: now */
	struct instant known_at; /* WHEN_NEVER: as we believe now */
	struct span skew;        /* .us < 0: the usual one */
};

/* Appends the body. */
void msg_put_who(struct buf *out, const struct ask_who *ask);

/* Strings are copied into `arena`. ERR_INPUT if the body is no such message. */
NODISCARD int msg_get_who(const struct frame *in, struct arena *arena, struct ask_who *out,
			  struct err *err);
