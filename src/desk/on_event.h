/* One change of tenancy, told as it happens. */
#pragma once

#include "desk/bench.h"

NODISCARD int on_event(struct bench *bench, const struct frame *in, int payload, struct err *err);
