/* Reading the binary fields of messages. */
#include "base/wire.h"

#include <string.h>

struct wire_in wire_of(struct str s)
{
	return (struct wire_in){ .all = s };
}

bool wire_end(const struct wire_in *in)
{
	return !in->bad && in->at == in->all.n;
}

static const char *take(struct wire_in *in, size_t n)
{
	const char *p;

	if (in->bad || in->all.n - in->at < n) {
		in->bad = true;
		return NULL;
	}
	p = in->all.p + in->at;
	in->at += n;
	return p;
}

static uint64_t number(struct wire_in *in, size_t octets)
{
	const char *p = take(in, octets);
	uint64_t v = 0;

	while (p && octets-- > 0)
		v = v << 8 | (unsigned char)p[octets];
	return v;
}

uint8_t wire_get_u8(struct wire_in *in)
{
	return (uint8_t)number(in, 1);
}

uint16_t wire_get_u16(struct wire_in *in)
{
	return (uint16_t)number(in, 2);
}

uint32_t wire_get_u32(struct wire_in *in)
{
	return (uint32_t)number(in, 4);
}

uint64_t wire_get_u64(struct wire_in *in)
{
	return number(in, 8);
}

struct str wire_get_str(struct wire_in *in, size_t max)
{
	size_t n = wire_get_u32(in);
	const char *p;

	if (n > max)
		in->bad = true;
	p = take(in, n);
	return (struct str){ p ? p : "", p ? n : 0 };
}

struct ip wire_get_ip(struct wire_in *in)
{
	struct ip ip = { .len = wire_get_u8(in) };
	const char *p;

	if (ip.len != 0 && ip.len != 4 && ip.len != 16)
		in->bad = true;
	p = take(in, ip.len);
	if (!p)
		return (struct ip){ 0 };
	memcpy(ip.b, p, ip.len);
	return ip;
}

struct endpoint wire_get_endpoint(struct wire_in *in)
{
	struct endpoint at = { .ip = wire_get_ip(in) };

	at.port = wire_get_u16(in);
	return in->bad ? (struct endpoint){ 0 } : at;
}

struct range wire_get_range(struct wire_in *in)
{
	struct range r;

	r.lo = wire_get_ip(in);
	r.hi = wire_get_ip(in);
	if (r.lo.len != r.hi.len || ip_cmp(r.lo, r.hi) > 0) {
		in->bad = true;
		return (struct range){ 0 };
	}
	return r;
}

struct instant wire_get_when(struct wire_in *in)
{
	return (struct instant){ (int64_t)wire_get_u64(in) };
}
