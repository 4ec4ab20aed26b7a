/* Telling well-formed UTF-8 from other octets. */
#include "base/utf8.h"

#include "base/attr.h"

#include <stdbool.h>

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

static uint32_t point_of(struct str s, size_t n)
{
	static const unsigned char head[5] = { 0xff, 0x7f, 0x1f, 0x0f, 0x07 };
	uint32_t c = (unsigned char)s.p[0] & head[n];

	for (size_t i = 1; i < n; i++)
		c = c << 6 | (s.p[i] & 0x3f);
	return c;
}

uint32_t utf8_unseen(struct str s)
{
	size_t n = utf8_one(s);
	uint32_t c = n ? point_of(s, n) : 0;

	if (c == 0x61c || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2060 && c <= 0x2069) || c == 0xfeff)
		return c;
	return 0;
}

struct points {
	uint32_t first, last;
};

/* Marks above and below letters, and what chooses between two looks of one sign. */
static const struct points mark[] = {
	{0x0300,  0x036f},
        { 0x0483, 0x0489},
        { 0x0591, 0x05bd},
        { 0x0610, 0x061a},
	{ 0x064b, 0x065f},
        { 0x1ab0, 0x1aff},
        { 0x1dc0, 0x1dff},
        { 0x20d0, 0x20ff},
	{ 0xfe00, 0xfe0f},
        { 0xfe20, 0xfe2f},
};

static const struct points wide[] = {
	{0x1100,   0x115f },
        { 0x2e80,  0x303e },
        { 0x3041,  0xa4cf },
        { 0xa960,  0xa97c },
	{ 0xac00,  0xd7a3 },
        { 0xf900,  0xfaff },
        { 0xfe30,  0xfe6f },
        { 0xff01,  0xff60 },
	{ 0xffe0,  0xffe6 },
        { 0x1f300, 0x1f64f},
        { 0x1f680, 0x1f6ff},
        { 0x1f900, 0x1f9ff},
	{ 0x20000, 0x3fffd},
};

static bool within(const struct points *list, size_t n, uint32_t c)
{
	for (size_t i = 0; i < n; i++)
		if (c >= list[i].first && c <= list[i].last)
			return true;
	return false;
}

size_t utf8_cells(struct str s)
{
	size_t cells = 0;

	while (s.n) {
		size_t n = utf8_one(s);
		uint32_t c = n ? point_of(s, n) : 0;

		if (within(wide, LEN(wide), c))
			cells += 2;
		else if (!within(mark, LEN(mark), c))
			cells++;
		s = str_sub(s, n ? n : 1, s.n);
	}
	return cells;
}
