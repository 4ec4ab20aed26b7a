/* The request for all there is of one kind, or for how many of each. */
#pragma once

#include "model/inventory.h"
#include "msg/frame.h"

struct ask_inventory {
	enum inv_kind kind; /* INV_KINDS: how many of each */
};

void msg_put_inventory(struct buf *out, const struct ask_inventory *ask);
NODISCARD int msg_get_inventory(const struct frame *in, struct ask_inventory *out, struct err *err);
