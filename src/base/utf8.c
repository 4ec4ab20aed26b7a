/* Telling well-formed UTF-8 from other octets. */
#include "base/utf8.h"

size_t utf8_one(struct str s)
{
	unsigned char c = (unsigned char)s.p[0];
	size_t n = c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;
	unsigned char second;

	if (n < 2)
		return n;
	if (s.n < n)
		return 0;
	second = (unsigned char)s.p[1];
	if ((c == 0xe0 && second < 0xa0) || (c == 0xed && second > 0x9f) ||
	    (c == 0xf0 && second < 0x90) || (c == 0xf4 && second > 0x8f))
		return 0;
	for (size_t i = 1; i < n; i++)
		if (((unsigned char)s.p[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

size_t utf8_bad(struct str s)
{
	size_t at = 0;

	while (at < s.n) {
		size_t n = utf8_one((struct str){ s.p + at, s.n - at });

		if (n == 0)
			break;
		at += n;
	}
	return at;
}

uint32_t utf8_unseen(struct str s)
{
	size_t n = utf8_one(s);
	uint32_t c = n == 2 ? s.p[0] & 0x1f : n == 3 ? s.p[0] & 0x0f : 0;

	for (size_t i = 1; c && i < n; i++)
		c = c << 6 | (s.p[i] & 0x3f);
	if (c == 0x61c || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2060 && c <= 0x2069) || c == 0xfeff)
		return c;
	return 0;
}
