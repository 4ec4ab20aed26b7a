/* Addresses: text, order, keys. */
#include "base/ip.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

struct ip ip4(unsigned a, unsigned b, unsigned c, unsigned d)
{
	return (struct ip){
		4, {(uint8_t)a, (uint8_t)b, (uint8_t)c, (uint8_t)d}
	};
}

/* Takes a number of 1 to 3 digits off the text. No zero in front: 010 is eight to some and ten to
 * others. */
static bool take_octet(const char **p, const char *end, uint8_t *out)
{
	const char *from = *p;
	unsigned v = 0;

	for (; *p < end && *p - from < 3 && **p >= '0' && **p <= '9'; ++*p)
		v = v * 10 + (unsigned)(**p - '0');
	*out = (uint8_t)v;
	return *p > from && v <= 255 && (*from != '0' || *p - from == 1);
}

static bool parse4(struct str text, struct ip *out)
{
	const char *p = text.p;
	const char *end = text.p + text.n;

	*out = (struct ip){ .len = 4 };
	for (int i = 0; i < 4; i++)
		if ((i > 0 && (p == end || *p++ != '.')) || !take_octet(&p, end, &out->b[i]))
			return false;
	return p == end;
}

static bool parse6(struct str text, struct ip *out)
{
	char c[IP_TEXT_MAX + 1];

	if (text.n > IP_TEXT_MAX || memchr(text.p, '\0', text.n))
		return false;
	memcpy(c, text.p, text.n);
	c[text.n] = '\0';
	*out = (struct ip){ .len = 16 };
	return inet_pton(AF_INET6, c, out->b) == 1;
}

int ip_parse(struct str text, struct ip *out, struct err *err)
{
	bool ok = text.n > 0;

	if (ok)
		ok = str_find(text, ':') < text.n ? parse6(text, out) : parse4(text, out);
	if (!ok)
		return err_set(err, ERR_INPUT, "\"%.*s\" is not an IPv4 or IPv6 address",
			       (int)(text.n > 60 ? 60 : text.n), text.p ? text.p : "");
	return 0;
}

const char *ip_text(struct ip ip, char *text)
{
	text[0] = '\0';
	if (ip.len == 4)
		snprintf(text, IP_TEXT_MAX + 1, "%u.%u.%u.%u", ip.b[0], ip.b[1], ip.b[2], ip.b[3]);
	else if (ip.len == 16)
		inet_ntop(AF_INET6, ip.b, text, IP_TEXT_MAX + 1);
	return text;
}

void ip_fmt(struct buf *out, struct ip ip)
{
	char text[IP_TEXT_MAX + 1];

	buf_add(out, str_of(ip_text(ip, text)));
}

static uint64_t half(const uint8_t b[8])
{
	uint64_t v = 0;

	for (int i = 0; i < 8; i++)
		v = v << 8 | b[i];
	return v;
}

struct ip_key ip_key(struct ip ip)
{
	if (ip.len == 4)
		return (struct ip_key){ 0, 0xffff00000000ull | (uint64_t)ip.b[0] << 24 |
						   (uint64_t)ip.b[1] << 16 |
						   (uint64_t)ip.b[2] << 8 | ip.b[3] };
	return (struct ip_key){ half(ip.b), half(ip.b + 8) };
}

int ip_key_cmp(struct ip_key a, struct ip_key b)
{
	if (a.hi != b.hi)
		return a.hi < b.hi ? -1 : 1;
	return (a.lo > b.lo) - (a.lo < b.lo);
}

static void put_half(uint8_t b[8], uint64_t v)
{
	for (int i = 7; i >= 0; i--) {
		b[i] = (uint8_t)v;
		v >>= 8;
	}
}

struct ip ip_of_key(struct ip_key key)
{
	struct ip ip = { .len = 16 };

	if (key.hi == 0 && key.lo >> 32 == 0xffff) {
		uint32_t v = (uint32_t)key.lo;

		return ip4(v >> 24, v >> 16 & 255, v >> 8 & 255, v & 255);
	}
	put_half(ip.b, key.hi);
	put_half(ip.b + 8, key.lo);
	return ip;
}

struct ip ip_plain(struct ip ip)
{
	return ip_of_key(ip_key(ip));
}

int ip_cmp(struct ip a, struct ip b)
{
	return ip_key_cmp(ip_key(a), ip_key(b));
}

bool ip_eq(struct ip a, struct ip b)
{
	return a.len == b.len && memcmp(a.b, b.b, a.len) == 0;
}

void ip_raw(struct ip ip, uint8_t raw[16])
{
	struct ip_key key = ip_key(ip);

	put_half(raw, key.hi);
	put_half(raw + 8, key.lo);
}

struct ip ip_of_raw(const uint8_t raw[16])
{
	return ip_of_key((struct ip_key){ half(raw), half(raw + 8) });
}
