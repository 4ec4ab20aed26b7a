/* Blocks around ranges, in the 16-octet space of the store. */
#include "store/around.h"

#include <string.h>

unsigned around_bits(struct range r)
{
	struct ip_key lo = ip_key(r.lo), hi = ip_key(r.hi);
	uint64_t high = lo.hi ^ hi.hi, low = lo.lo ^ hi.lo;

	if (high)
		return (unsigned)__builtin_clzll(high);
	return low ? 64 + (unsigned)__builtin_clzll(low) : 128;
}

void around_bounds(struct range r, unsigned bits, struct around *out)
{
	memset(out, 0, sizeof(*out));
	ip_raw(r.lo, out->least);
	ip_raw(r.hi, out->last);
	memcpy(out->first, out->least, bits / 8);
	if (bits % 8)
		out->first[bits / 8] = (uint8_t)(out->least[bits / 8] & 0xff << (8 - bits % 8));
}
