/* What comes back for every question: fine, or the kind of failure and a sentence; and JSON,
 * the one shape that the socket, --json and the web interface all show. */
#pragma once

#include "base/arena.h"
#include "msg/frame.h"

#define ANSWER_JSON_MAX (FRAME_BODY_MAX - ERR_TEXT_MAX - 64) /* longer goes as a memfd */

struct answer_msg {
	enum err_kind kind; /* ERR_NONE: done */
	struct str text;    /* the sentence of a failure */
	struct str json;    /* may be empty; empty too when it travels as a memfd */
};

void msg_put_answer(struct buf *out, const struct answer_msg *answer);

/* Strings are copied into `arena`. */
NODISCARD int msg_get_answer(const struct frame *in, struct arena *arena, struct answer_msg *out,
			     struct err *err);
