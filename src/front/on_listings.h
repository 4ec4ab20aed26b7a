/* Listings and whose they are, or what changed in them and whose it was then. */
#pragma once

#include "front/page.h"

NODISCARD int on_listings(struct page *page, const struct frame *in, struct err *err);
