/* The question for everything about one address. */
#pragma once

#include "base/ip.h"
#include "msg/frame.h"

struct ask_passport {
	struct ip ip;
	bool history; /* every change of every listing too */
};

void msg_put_passport(struct buf *out, const struct ask_passport *ask);
NODISCARD int msg_get_passport(const struct frame *in, struct ask_passport *out, struct err *err);
