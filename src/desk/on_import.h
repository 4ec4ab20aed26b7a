/* Rows to be taken into the inventory. */
#pragma once

#include "desk/bench.h"

NODISCARD int on_import(struct bench *bench, const struct frame *in, int payload, struct err *err);
