/* All there is of one kind, or how many of each. */
#pragma once

#include "front/page.h"

NODISCARD int on_inventory(struct page *page, const struct frame *in, struct err *err);
