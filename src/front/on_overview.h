/* How everything stands: what is ours, how far the watch has come, what is unfit. */
#pragma once

#include "front/page.h"

NODISCARD int on_overview(struct page *page, const struct frame *in, struct err *err);
