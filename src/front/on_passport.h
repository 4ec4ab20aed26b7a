/* The passport of one address: tenancies, listings and whose time they fell into, reverse DNS. */
#pragma once

#include "front/page.h"

/* ERR_GONE: not ours, and nobody ever held it. */
NODISCARD int on_passport(struct page *page, const struct frame *in, struct err *err);
