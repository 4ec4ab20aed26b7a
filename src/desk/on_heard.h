/* What a job of the watch has heard of a list. */
#pragma once

#include "desk/bench.h"

NODISCARD int on_heard(struct bench *bench, const struct frame *in, int payload, struct err *err);
