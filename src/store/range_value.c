/* Raw octets of addresses, put and got. */
#include "store/range_value.h"

#include <string.h>

struct range_value range_value(struct range r)
{
	struct range_value v;

	ip_raw(r.lo, v.lo);
	ip_raw(r.hi, v.hi);
	return v;
}

void db_put_ends(struct db_query *q, const struct range_value *v)
{
	db_put_raw(q, (struct str){ (const char *)v->lo, sizeof(v->lo) });
	db_put_raw(q, (struct str){ (const char *)v->hi, sizeof(v->hi) });
}

struct ip db_get_ip(struct db_query *q)
{
	struct str raw = db_get_str(q);
	uint8_t octets[16];

	if (raw.n != sizeof(octets))
		return (struct ip){ 0 };
	memcpy(octets, raw.p, sizeof(octets));
	return ip_of_raw(octets);
}
