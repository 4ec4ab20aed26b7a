/* Writing the binary fields of messages. */
#include "base/wire.h"

static void number(struct buf *out, uint64_t v, size_t octets)
{
	char b[8];

	for (size_t i = 0; i < octets; i++)
		b[i] = (char)(v >> (8 * i) & 255);
	buf_add(out, (struct str){ b, octets });
}

void wire_put_u8(struct buf *out, uint8_t v)
{
	number(out, v, 1);
}

void wire_put_u16(struct buf *out, uint16_t v)
{
	number(out, v, 2);
}

void wire_put_u32(struct buf *out, uint32_t v)
{
	number(out, v, 4);
}

void wire_put_u64(struct buf *out, uint64_t v)
{
	number(out, v, 8);
}

void wire_put_str(struct buf *out, struct str s)
{
	if (s.n > UINT32_MAX) {
		out->full = true;
		return;
	}
	number(out, s.n, 4);
	buf_add(out, s);
}

void wire_put_ip(struct buf *out, struct ip ip)
{
	number(out, ip.len, 1);
	buf_add(out, (struct str){ (const char *)ip.b, ip.len });
}

void wire_put_endpoint(struct buf *out, struct endpoint at)
{
	wire_put_ip(out, at.ip);
	wire_put_u16(out, at.port);
}

void wire_put_range(struct buf *out, struct range r)
{
	wire_put_ip(out, r.lo);
	wire_put_ip(out, r.hi);
}

void wire_put_when(struct buf *out, struct instant t)
{
	number(out, (uint64_t)t.us, 8);
}
