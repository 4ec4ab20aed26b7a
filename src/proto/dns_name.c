/* Names: text to wire and back, comparing, reversing addresses. */
#include "proto/dns_name.h"

#include <string.h>

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

static int wrong(struct str text, const char *why, struct err *err)
{
	return err_set(err, ERR_INPUT, "\"%.*s\" is not a domain name: %s",
		       (int)(text.n > 80 ? 80 : text.n), text.p ? text.p : "", why);
}

/* Takes one octet of a label at *at, an escape as a whole; -1 for a broken escape. */
static int octet(struct str text, size_t *at)
{
	unsigned v = 0;

	if (text.p[*at] != '\\')
		return (uint8_t)text.p[(*at)++];
	if (++*at == text.n)
		return -1;
	if (text.p[*at] < '0' || text.p[*at] > '9')
		return (uint8_t)text.p[(*at)++];
	for (int i = 0; i < 3; i++, ++*at) {
		if (*at == text.n || text.p[*at] < '0' || text.p[*at] > '9')
			return -1;
		v = v * 10 + (unsigned)(text.p[*at] - '0');
	}
	return v < 256 ? (int)v : -1;
}

/* One label up to the next dot; `out` ends behind it. NULL, or what is wrong. */
static const char *label(struct str text, size_t *at, struct dns_name *out)
{
	size_t head = out->n;
	size_t n = head + 1;

	while (*at < text.n && text.p[*at] != '.') {
		int c = octet(text, at);

		if (c < 0)
			return "a backslash must be followed by a character or three digits";
		if (n - head > DNS_LABEL_MAX)
			return "a label is longer than 63 octets";
		if (n >= DNS_NAME_MAX - 1) /* the root's zero comes behind it */
			return "it is longer than 255 octets";
		out->b[n++] = (uint8_t)c;
	}
	if (n == head + 1)
		return "a label is empty";
	out->b[head] = (uint8_t)(n - head - 1);
	out->n = (uint8_t)n;
	return NULL;
}

int dns_name_parse(struct str text, struct dns_name *out, struct err *err)
{
	size_t at = 0;

	out->n = 0;
	if (text.n == 0)
		return wrong(text, "it is empty", err);
	if (str_eq(text, STR(".")))
		at = 1;
	while (at < text.n) {
		const char *why = label(text, &at, out);

		if (why)
			return wrong(text, why, err);
		at++; /* the dot, or past the end */
	}
	out->b[out->n++] = 0;
	return 0;
}

void dns_name_fmt(struct buf *out, const struct dns_name *name)
{
	size_t at = 0;

	if (name->n == 1)
		buf_byte(out, '.');
	while (at < name->n && name->b[at]) {
		size_t end = at + 1 + name->b[at];

		if (at > 0)
			buf_byte(out, '.');
		for (at++; at < end; at++) {
			uint8_t c = name->b[at];

			if (c == '.' || c == '\\' || c == '"' || c == ';')
				buf_fmt(out, "\\%c", c);
			else if (c > ' ' && c < 127)
				buf_byte(out, (char)c);
			else
				buf_fmt(out, "\\%03u", c);
		}
	}
}

/* Lengths are below 64 and so never letters: whole names compare octet by octet. */
static bool same(const uint8_t *a, const uint8_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (a[i] != b[i] && lower(a[i]) != lower(b[i]))
			return false;
	return true;
}

bool dns_name_eq(const struct dns_name *a, const struct dns_name *b)
{
	return a->n == b->n && same(a->b, b->b, a->n);
}

bool dns_name_within(const struct dns_name *inner, const struct dns_name *outer)
{
	size_t at = 0;

	if (outer->n == 0 || inner->n < outer->n)
		return false;
	while (inner->n - at > outer->n)
		at += 1u + inner->b[at];
	return inner->n - at == outer->n && same(inner->b + at, outer->b, outer->n);
}

unsigned dns_name_labels(const struct dns_name *name)
{
	unsigned labels = 0;

	for (size_t at = 0; at < name->n && name->b[at]; at += 1u + name->b[at])
		labels++;
	return labels;
}

bool dns_name_join(const struct dns_name *head, const struct dns_name *tail, struct dns_name *out)
{
	size_t head_n = head->n ? head->n - 1u : 0; /* without its root */

	if (head_n + tail->n > DNS_NAME_MAX || tail->n == 0)
		return false;
	memmove(out->b + head_n, tail->b, tail->n);
	memmove(out->b, head->b, head_n);
	out->n = (uint8_t)(head_n + tail->n);
	return true;
}

/* Length and digits without a branch: this is done for every question twice, and octets of
 * random length are guessed badly. Always writes four octets. */
static size_t octet_label(uint8_t v, uint8_t out[4])
{
	uint32_t digits = (uint32_t)(v / 100 | v / 10 % 10 << 8 | v % 10 << 16);
	uint32_t n = 1u + (v >= 10) + (v >= 100);
	uint32_t text = (digits + 0x303030) >> 8 * (3 - n);

	out[0] = (uint8_t)n;
	out[1] = (uint8_t)text;
	out[2] = (uint8_t)(text >> 8);
	out[3] = (uint8_t)(text >> 16);
	return n + 1;
}

size_t dns_ip_labels(struct ip ip, uint8_t out[64])
{
	static const char hex[] = "0123456789abcdef";
	size_t n = 0;

	if (ip.len == 4) {
		for (int i = 3; i >= 0; i--)
			n += octet_label(ip.b[i], out + n);
		return n;
	}
	for (int i = ip.len - 1; i >= 0; i--) {
		out[n++] = 1;
		out[n++] = (uint8_t)hex[ip.b[i] & 15];
		out[n++] = 1;
		out[n++] = (uint8_t)hex[ip.b[i] >> 4];
	}
	return n;
}

bool dns_name_of_ip(struct ip ip, const struct dns_name *tail, struct dns_name *out)
{
	uint8_t labels[64];
	size_t n = dns_ip_labels(ip, labels);

	if (n == 0 || tail->n == 0 || n + tail->n > DNS_NAME_MAX)
		return false;
	memmove(out->b + n, tail->b, tail->n);
	memcpy(out->b, labels, n);
	out->n = (uint8_t)(n + tail->n);
	return true;
}

struct dns_name dns_name_of_ptr(struct ip ip)
{
	static const struct dns_name four = { 14, "\7in-addr\4arpa" };
	static const struct dns_name six = { 10, "\3ip6\4arpa" };
	struct dns_name name = { 0 };

	if (!dns_name_of_ip(ip, ip.len == 4 ? &four : &six, &name))
		name.n = 0; /* no address */
	return name;
}
