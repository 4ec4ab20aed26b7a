/* Addresses of rbldnsd's data files, read octet by octet. */
#include "proto/rbl_addr.h"

#include <string.h>

static const char *const not_address = "invalid address";
static const char *const host_part = "host part of the prefix is not zero";

static int peek(struct str s)
{
	return s.n ? (unsigned char)s.p[0] : -1;
}

static void eat(struct str *s)
{
	s->p++;
	s->n--;
}

static bool at_end(struct str s)
{
	return s.n == 0 || strchr(" \t#;:", s.p[0]);
}

/* A number of any count of digits, at most `max`; -1 if there is none. */
static int number(struct str *s, int max)
{
	int v = -1;

	while (peek(*s) >= '0' && peek(*s) <= '9') {
		v = (v < 0 ? 0 : v * 10) + (peek(*s) - '0');
		if (v > max)
			return -1;
		eat(s);
	}
	return v;
}

/* One to four octets, the first highest; returns how many, 0 if it is no address. */
static unsigned octets(struct str *s, uint32_t *out)
{
	unsigned n = 0;

	*out = 0;
	for (;;) {
		int v = number(s, 255);

		if (v < 0)
			return 0;
		*out |= (uint32_t)v << (24 - 8 * n);
		n++;
		if (n == 4 || peek(*s) != '.')
			return n;
		eat(s);
	}
}

/* The host bits below `bits`. */
static uint32_t below(unsigned bits)
{
	return bits ? (uint32_t)((UINT64_C(1) << (32 - bits)) - 1) : UINT32_MAX;
}

static bool range_end(struct str *s, unsigned n, struct rbl_range4 *out)
{
	uint32_t hi;
	unsigned m = octets(s, &hi);
	unsigned shift = 32 - 8 * n;

	if (m == 0 || (m != 1 && m != n))
		return false;
	if (m == 1) /* takes the place of the last octet given on the left */
		hi = (out->lo & ~(UINT32_C(255) << shift)) | (hi >> 24) << shift;
	out->hi = hi | below(8 * n);
	return out->lo <= out->hi;
}

static bool read4(struct str *s, bool ranges, struct rbl_range4 *out, const char **why)
{
	unsigned n = octets(s, &out->lo);
	int bits;

	*why = not_address;
	if (n == 0)
		return false;
	if (peek(*s) == '/') {
		eat(s);
		bits = number(s, 32);
		if (bits < (ranges ? 1 : 0) || !at_end(*s))
			return false;
		if (out->lo & below((unsigned)bits)) {
			*why = host_part;
			return false;
		}
		out->hi = out->lo | below((unsigned)bits);
		return true;
	}
	if (ranges && peek(*s) == '-') {
		eat(s);
		return range_end(s, n, out) && at_end(*s);
	}
	out->hi = out->lo | below(8 * n);
	return n > 1 && at_end(*s);
}

bool rbl_addr_range4(struct str *s, struct rbl_range4 *out, const char **why)
{
	return read4(s, true, out, why);
}

bool rbl_addr_cidr4(struct str *s, struct rbl_range4 *out, const char **why)
{
	return read4(s, false, out, why);
}

bool rbl_addr_one4(struct str *s, uint32_t *out, const char **why)
{
	*why = not_address;
	return octets(s, out) == 4 && at_end(*s);
}

static int hex(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool word(struct str *s, uint16_t *out)
{
	unsigned v = 0;

	if (hex(peek(*s)) < 0)
		return false;
	for (int d = hex(peek(*s)); d >= 0; d = hex(peek(*s))) {
		v = v << 4 | (unsigned)d;
		if (v > 0xffff)
			return false;
		eat(s);
	}
	*out = (uint16_t)v;
	return true;
}

struct words {
	uint16_t w[8];
	unsigned n;
	int gap; /* words before "::", or -1 */
};

/* The words of an address; false if a colon has nothing behind it. */
static bool words(struct str *s, struct words *out)
{
	*out = (struct words){ .gap = -1 };
	if (str_starts(*s, STR("::"))) {
		out->gap = 0;
		*s = str_sub(*s, 2, s->n);
		if (hex(peek(*s)) < 0)
			return true;
	}
	while (word(s, &out->w[out->n])) {
		out->n++;
		if (out->n == 8 || peek(*s) != ':')
			return true;
		eat(s);
		if (peek(*s) != ':')
			continue;
		if (out->gap >= 0) /* a second gap: the rest is the value's */
			return true;
		out->gap = (int)out->n;
		eat(s);
		if (hex(peek(*s)) < 0)
			return true;
	}
	return false;
}

static struct ip_key key_of(const struct words *in)
{
	uint16_t w[8] = { 0 };
	unsigned head = in->gap < 0 ? in->n : (unsigned)in->gap;
	unsigned tail = in->n - head;
	struct ip_key key = { 0, 0 };

	memcpy(w, in->w, head * sizeof(w[0]));
	memcpy(w + 8 - tail, in->w + head, tail * sizeof(w[0]));
	for (int i = 0; i < 4; i++) {
		key.hi = key.hi << 16 | w[i];
		key.lo = key.lo << 16 | w[i + 4];
	}
	return key;
}

static bool host_bits(struct ip_key key, unsigned bits)
{
	uint64_t hi = bits >= 64 ? 0 : UINT64_MAX >> bits;
	uint64_t lo = bits >= 128 ? 0 : bits <= 64 ? UINT64_MAX : UINT64_MAX >> (bits - 64);

	return (key.hi & hi) || (key.lo & lo);
}

bool rbl_addr_prefix6(struct str *s, struct rbl_prefix6 *out, const char **why)
{
	struct words w;
	int bits;

	*why = not_address;
	if (!words(s, &w) || (w.gap >= 0 && w.n == 8))
		return false;
	out->lo = key_of(&w);
	out->bits = w.gap >= 0 ? 128 : w.n * 16;
	if (peek(*s) == '/') {
		eat(s);
		bits = number(s, 128);
		if (bits < 0)
			return false;
		out->bits = (unsigned)bits;
	} else if (w.gap < 0 && w.n < 2) {
		return false;
	}
	if (!at_end(*s))
		return false;
	if (host_bits(out->lo, out->bits)) {
		*why = host_part;
		return false;
	}
	return true;
}

bool rbl_addr_a(struct str *s, bool tail, uint8_t a[4])
{
	uint32_t v;
	unsigned n = octets(s, &v);
	unsigned last;

	if (n == 0 || (s->n && !strchr(" \t:", s->p[0])))
		return false;
	last = v >> (32 - 8 * n) & 255;
	v &= n > 1 ? ~below(8 * (n - 1)) : 0;
	if (n == 1 && tail && last)
		v = UINT32_C(127) << 24;
	v |= last;
	for (int i = 0; i < 4; i++)
		a[i] = (uint8_t)(v >> (24 - 8 * i));
	return true;
}
