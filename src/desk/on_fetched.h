/* A list's copy was fetched, or could not be. */
#pragma once

#include "desk/bench.h"

NODISCARD int on_fetched(struct bench *bench, const struct frame *in, int payload, struct err *err);
