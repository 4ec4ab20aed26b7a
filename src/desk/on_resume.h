/* A person has looked at a list that was held: it counts again. */
#pragma once

#include "desk/bench.h"

NODISCARD int on_resume(struct bench *bench, const struct frame *in, int payload, struct err *err);
