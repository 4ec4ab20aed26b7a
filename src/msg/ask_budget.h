/* The request for questions out of an operator's budget, for a sweep that a person makes. */
#pragma once

#include "base/arena.h"
#include "base/source.h"
#include "model/budget.h"
#include "msg/frame.h"

#define ASK_BUDGET_OPERATOR_MAX 255 /* octets */

struct ask_budget {
	struct str operator;
	struct list_budget limit; /* as the asker's catalogue says */
	uint32_t n;               /* wanted, or given back */
	struct instant taken;     /* when what is given back was granted; WHEN_NEVER: wanted */
	struct source from;       /* where the asker asks from; none: as the hub */
};

void msg_put_budget(struct buf *out, const struct ask_budget *ask);

/* Strings are copied into `arena`. ERR_INPUT if the body is no such message. */
NODISCARD int msg_get_budget(const struct frame *in, struct arena *arena, struct ask_budget *out,
			     struct err *err);
