/* An address, or one behind the type of the data and a colon. */
#include "model/list_copy.h"

static bool is_address(struct str s)
{
	return str_starts(s, STR("http://")) || str_starts(s, STR("https://")) ||
	       str_starts(s, STR("rsync://"));
}

struct str list_copy_address(const struct list *l)
{
	struct str behind = str_sub(l->copy, str_find(l->copy, ':') + 1, l->copy.n);

	if (is_address(l->copy))
		return l->copy;
	return is_address(behind) ? behind : (struct str){ NULL, 0 };
}

bool list_is_fetched(const struct list *l)
{
	struct str address = list_copy_address(l);

	return address.n && !str_starts(address, STR("rsync://"));
}
