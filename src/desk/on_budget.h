/* A person's own sweep takes its questions out of the budgets that the watch uses. */
#pragma once

#include "desk/bench.h"

NODISCARD int on_budget(struct bench *bench, const struct frame *in, int payload, struct err *err);
