/* Runs of addresses: text, membership, size. */
#include "base/range.h"

#include <stdio.h>
#include <string.h>

struct range range_of_ip(struct ip ip)
{
	return (struct range){ ip, ip };
}

struct range range_of_prefix(struct ip ip, unsigned bits)
{
	struct range r = { ip, ip };

	for (unsigned i = bits; i < ip.len * 8u; i++) {
		uint8_t bit = (uint8_t)(0x80u >> (i % 8));

		r.lo.b[i / 8] &= (uint8_t)~bit;
		r.hi.b[i / 8] |= bit;
	}
	return r;
}

static int parse_prefix(struct str text, size_t slash, struct range *out, struct err *err)
{
	char right[RANGE_TEXT_MAX + 1];
	struct ip ip;
	uint64_t bits;

	if (ip_parse(str_sub(text, 0, slash), &ip, err) < 0)
		return -1;
	if (!str_u64(str_sub(text, slash + 1, text.n), ip.len * 8u, &bits))
		return err_set(err, ERR_INPUT, "\"%.*s\": the length of a prefix is 0 to %u",
			       STR_ARG(text), ip.len * 8u);
	*out = range_of_prefix(ip, (unsigned)bits);
	if (!ip_eq(out->lo, ip))
		return err_set(err, ERR_INPUT, "\"%.*s\" has host bits set; the prefix is %s",
			       STR_ARG(text), range_text(*out, right));
	return 0;
}

static int parse_any(struct str text, struct range *out, struct err *err)
{
	size_t slash = str_find(text, '/');
	size_t dash = str_find(text, '-');

	if (text.n > 2 * RANGE_TEXT_MAX)
		return err_set(err, ERR_INPUT, "\"%.60s...\" is too long for a range", text.p);
	if (slash < text.n)
		return parse_prefix(text, slash, out, err);
	if (dash == text.n) {
		if (ip_parse(text, &out->lo, err) < 0)
			return -1;
		out->hi = out->lo;
		return 0;
	}
	if (ip_parse(str_trim(str_sub(text, 0, dash)), &out->lo, err) < 0 ||
	    ip_parse(str_trim(str_sub(text, dash + 1, text.n)), &out->hi, err) < 0)
		return -1;
	if (out->lo.len != out->hi.len)
		return err_set(err, ERR_INPUT, "\"%.*s\" goes from one family to the other",
			       STR_ARG(text));
	if (ip_cmp(out->lo, out->hi) > 0)
		return err_set(err, ERR_INPUT, "\"%.*s\" ends before it begins", STR_ARG(text));
	return 0;
}

/* Keys know no difference between the two forms of an IPv4 address, so nothing else may. */
int range_parse(struct str text, struct range *out, struct err *err)
{
	if (parse_any(text, out, err) < 0)
		return -1;
	out->lo = ip_plain(out->lo);
	out->hi = ip_plain(out->hi);
	if (out->lo.len != out->hi.len)
		return err_set(err, ERR_INPUT,
			       "\"%.*s\" has one end among IPv4 addresses (::ffff:0:0/96)",
			       STR_ARG(text));
	return 0;
}

int range_bits(struct range r)
{
	unsigned bits = 0;
	struct range same;

	while (bits < r.lo.len * 8u &&
	       !((r.lo.b[bits / 8] ^ r.hi.b[bits / 8]) & (0x80u >> (bits % 8))))
		bits++;
	same = range_of_prefix(r.lo, bits);
	return ip_eq(same.lo, r.lo) && ip_eq(same.hi, r.hi) ? (int)bits : -1;
}

const char *range_text(struct range r, char *text)
{
	char a[IP_TEXT_MAX + 1];
	char b[IP_TEXT_MAX + 1];
	int bits = range_bits(r);

	if (ip_eq(r.lo, r.hi))
		ip_text(r.lo, text);
	else if (bits >= 0)
		snprintf(text, RANGE_TEXT_MAX + 1, "%s/%d", ip_text(r.lo, a), bits);
	else
		snprintf(text, RANGE_TEXT_MAX + 1, "%s-%s", ip_text(r.lo, a), ip_text(r.hi, b));
	return text;
}

void range_fmt(struct buf *out, struct range r)
{
	char text[RANGE_TEXT_MAX + 1];

	buf_add(out, str_of(range_text(r, text)));
}

bool range_has(struct range r, struct ip ip)
{
	return r.lo.len == ip.len && ip_cmp(r.lo, ip) <= 0 && ip_cmp(ip, r.hi) <= 0;
}

bool range_within(struct range inner, struct range outer)
{
	return range_has(outer, inner.lo) && range_has(outer, inner.hi);
}

bool range_overlaps(struct range a, struct range b)
{
	return a.lo.len == b.lo.len && ip_cmp(a.lo, b.hi) <= 0 && ip_cmp(b.lo, a.hi) <= 0;
}

/* Last minus first, as a key. */
static struct ip_key reach(struct range r)
{
	struct ip_key lo = ip_key(r.lo);
	struct ip_key hi = ip_key(r.hi);

	return (struct ip_key){ hi.hi - lo.hi - (hi.lo < lo.lo), hi.lo - lo.lo };
}

uint64_t range_size(struct range r)
{
	struct ip_key n = reach(r);

	return n.hi || n.lo == UINT64_MAX ? UINT64_MAX : n.lo + 1;
}

int range_size_cmp(struct range a, struct range b)
{
	return ip_key_cmp(reach(a), reach(b));
}

struct ip range_at(struct range r, uint64_t n)
{
	struct ip ip = r.lo;
	unsigned carry = 0;

	for (int i = ip.len - 1; i >= 0; i--) {
		unsigned sum = ip.b[i] + (unsigned)(n & 255) + carry;

		ip.b[i] = (uint8_t)sum;
		carry = sum >> 8;
		n >>= 8;
	}
	return ip;
}
