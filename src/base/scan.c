/* The cursor over text with its sticky failure. */
#include "base/scan.h"

struct scan scan_of(struct str s)
{
	return (struct scan){ .all = s };
}

bool scan_end(const struct scan *s)
{
	return !s->bad && s->at == s->all.n;
}

struct str scan_rest(const struct scan *s)
{
	return s->bad ? (struct str){ NULL, 0 } : str_sub(s->all, s->at, s->all.n);
}

int scan_peek(const struct scan *s)
{
	if (s->bad || s->at >= s->all.n)
		return -1;
	return (unsigned char)s->all.p[s->at];
}

bool scan_try(struct scan *s, char c)
{
	if (scan_peek(s) != (unsigned char)c)
		return false;
	s->at++;
	return true;
}

void scan_want(struct scan *s, char c)
{
	if (!scan_try(s, c))
		s->bad = true;
}

static bool next_digit(struct scan *s, uint64_t *digit)
{
	int c = scan_peek(s);

	if (c < '0' || c > '9')
		return false;
	*digit = (uint64_t)(c - '0');
	return true;
}

uint64_t scan_u64(struct scan *s, unsigned digits, uint64_t max)
{
	uint64_t v = 0;
	uint64_t digit;
	unsigned n = 0;

	while (next_digit(s, &digit)) {
		if (n == digits || digit > max || v > (max - digit) / 10) {
			s->bad = true;
			return 0;
		}
		v = v * 10 + digit;
		s->at++;
		n++;
	}
	if (n == 0)
		s->bad = true;
	return s->bad ? 0 : v;
}

uint64_t scan_fixed(struct scan *s, unsigned digits)
{
	size_t from = s->at;
	uint64_t v = 0;
	uint64_t digit;

	while (s->at - from < digits && next_digit(s, &digit)) {
		v = v * 10 + digit;
		s->at++;
	}
	if (s->at - from != digits)
		s->bad = true;
	return s->bad ? 0 : v;
}

size_t scan_blanks(struct scan *s)
{
	size_t from = s->at;

	while (scan_peek(s) == ' ' || scan_peek(s) == '\t')
		s->at++;
	return s->at - from;
}

struct str scan_word(struct scan *s)
{
	size_t from = s->at;

	while (scan_peek(s) >= 0 && scan_peek(s) != ' ' && scan_peek(s) != '\t')
		s->at++;
	return str_sub(s->all, from, s->at - from);
}

struct str scan_until(struct scan *s, char c)
{
	struct str rest = scan_rest(s);
	size_t n = str_find(rest, c);

	if (!s->bad)
		s->at += n;
	return str_sub(rest, 0, n);
}
