/* Reverse names that the watch has looked up. */
#pragma once

#include "desk/bench.h"

NODISCARD int on_ptr(struct bench *bench, const struct frame *in, int payload, struct err *err);
