/* Lists as the watch sees them, and what their operators' budgets have spent. */
#pragma once

#include "front/page.h"

NODISCARD int on_standings(struct page *page, const struct frame *in, struct err *err);
