/* The question which free addresses to hand out. */
#pragma once

#include "model/advise.h"
#include "msg/frame.h"

#define ASK_ADVISE_MAX 65536 /* addresses in one answer */

struct ask_advise {
	enum advise_for purpose;
	uint32_t most; /* 1 to ASK_ADVISE_MAX */
};

void msg_put_advise(struct buf *out, const struct ask_advise *ask);
NODISCARD int msg_get_advise(const struct frame *in, struct ask_advise *out, struct err *err);
