/* What is known of a copy. */
#include "sweep/copy_info.h"

#include "sweep/copy_data.h"

#include <string.h>

struct copy_info copy_info(const struct copy *c)
{
	struct copy_info info = c->info;

	info.subzones = c->zones - 1;
	return info;
}

bool copy_speaks_of(const struct copy *c, struct ip ip)
{
	static const uint8_t mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

	if (ip.len == 0)
		return c->info.has_names;
	if (ip.len == 4)
		return c->info.has_ip4;
	if (c->info.has_ip4 && memcmp(ip.b, mapped, sizeof(mapped)) == 0)
		return true;
	return c->info.has_ip6;
}

struct str copy_subzone(const struct copy *c, unsigned sub)
{
	return c->zone[sub].name;
}
