/* The request to note one change of tenancy: assign, release, move. */
#pragma once

#include "base/arena.h"
#include "model/event_plan.h"
#include "msg/frame.h"

struct ask_event {
	struct event event; /* tenancy.from WHEN_NEVER: now */
	bool dry_run;
	uint32_t uid; /* who asks: set by front, whatever the client says */
};

void msg_put_event(struct buf *out, const struct ask_event *ask);

/* Strings are copied into `arena`. */
NODISCARD int msg_get_event(const struct frame *in, struct arena *arena, struct ask_event *out,
			    struct err *err);
