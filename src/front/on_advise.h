/* Which free addresses to hand out. */
#pragma once

#include "front/page.h"

/* ERR_GONE: none is free. */
NODISCARD int on_advise(struct page *page, const struct frame *in, struct err *err);
