/* The request to take rows in; the rows themselves are in a memfd beside it (import_msg). */
#pragma once

#include "base/when.h"
#include "msg/frame.h"

#include <stdbool.h>

struct ask_import {
	bool snapshot;        /* what is missing ends */
	bool dry_run;         /* says what would change, changes nothing */
	struct instant as_of; /* when it was true; WHEN_NEVER: now */
	int64_t allow_ends;   /* -1: the usual limit */
	uint32_t uid;         /* who asks: set by front, whatever the client says */
};

void msg_put_import(struct buf *out, const struct ask_import *ask);
NODISCARD int msg_get_import(const struct frame *in, struct ask_import *out, struct err *err);
