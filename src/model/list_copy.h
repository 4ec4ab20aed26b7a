/* Where the local copy of a list comes from. */
#pragma once

#include "model/list.h"

/* Where its copy must be brought from (a type may stand before that); p NULL: it has none, or lies
 * on this machine. And whether that is by HTTP or HTTPS. */
struct str list_copy_address(const struct list *l);
bool list_is_fetched(const struct list *l);
