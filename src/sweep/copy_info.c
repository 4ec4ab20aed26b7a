/* What is known of a copy. */
#include "sweep/copy_info.h"

#include "sweep/copy_data.h"

struct copy_info copy_info(const struct copy *c)
{
	struct copy_info info = c->info;

	info.subzones = c->zones - 1;
	return info;
}

struct str copy_subzone(const struct copy *c, unsigned sub)
{
	return c->zone[sub].name;
}
