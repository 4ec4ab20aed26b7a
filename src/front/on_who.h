/* Who held it: read from the database and decided as of the time that was asked about. */
#pragma once

#include "front/page.h"

/* ERR_GONE: not ours, or nobody by that name; ERR_INPUT: no such thing can be asked. */
NODISCARD int on_who(struct page *page, const struct frame *in, struct err *err);
