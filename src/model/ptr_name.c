/* Heuristics over PTR names: numbers of the address in it, words for kinds of lines. */
#include "model/ptr_name.h"

#include <stdio.h>
#include <string.h>

enum { NAME_MAX = 253, NUMBERS_MAX = 32, OCTETS_ENOUGH = 3, NIBBLES_ENOUGH = 12 };

/* Whole words between digits, dots and dashes, left of the domain itself. */
static const char *const line_words[] = {
	"adsl",    "broadband", "cable",   "cgn",   "cgnat",   "cpe",       "dhcp",  "dial",
	"dialin",  "dialup",    "dsl",     "dyn",   "dynamic", "dynamicip", "dynip", "fiber",
	"fibre",   "ftth",      "generic", "hsd",   "lte",     "mobile",    "nat",   "pool",
	"pools",   "ppp",       "pppoe",   "rdns",  "rev",     "reverse",   "sdsl",  "unassigned",
	"unknown", "unused",    "vdsl",    "wimax", "wlan",    "xdsl",
};

const char *ptr_verdict_name(enum ptr_verdict v)
{
	switch (v) {
	case PTR_OK:
		return "ok";
	case PTR_MISSING:
		return "missing";
	case PTR_UNCONFIRMED:
		return "not confirmed";
	case PTR_GENERIC:
		return "generic";
	case PTR_UNKNOWN:
		return "unknown";
	}
	return "";
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

/* The part before the last two labels, in lower case: what the provider makes up per address.
 * All of it where there are no more than two. */
static struct str host_part(struct str name, char lower[NAME_MAX])
{
	size_t dots = 0;
	size_t n = name.n < NAME_MAX ? name.n : NAME_MAX;

	for (size_t i = 0; i < n; i++) {
		char c = name.p[i];

		lower[i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
		dots += c == '.';
	}
	for (size_t i = n, seen = 0; dots >= 2 && i > 0; i--)
		if (lower[i - 1] == '.' && ++seen == 2)
			return (struct str){ lower, i - 1 };
	return (struct str){ lower, dots >= 2 ? n : 0 };
}

static bool has_line_word(struct str host)
{
	for (size_t at = 0; at < host.n;) {
		size_t from = at;

		while (at < host.n && is_letter(host.p[at]))
			at++;
		for (size_t i = 0; i < LEN(line_words) && at > from; i++)
			if (str_eq(str_sub(host, from, at - from), str_of(line_words[i])))
				return true;
		if (at == from)
			at++;
	}
	return false;
}

/* Numbers up to 255 as they follow each other; longer ones are -1. */
static size_t numbers_of(struct str host, int number[NUMBERS_MAX])
{
	size_t n = 0;

	for (size_t at = 0; at < host.n && n < NUMBERS_MAX;) {
		int v = 0;

		if (!is_digit(host.p[at])) {
			at++;
			continue;
		}
		for (; at < host.n && is_digit(host.p[at]); at++)
			v = v < 0 || v > 255 ? -1 : v * 10 + host.p[at] - '0';
		number[n++] = v > 255 ? -1 : v;
	}
	return n;
}

/* Do that many octets of the address stand there in a row, in either direction? */
static bool has_octets(struct str host, struct ip ip)
{
	int number[NUMBERS_MAX];
	size_t n = numbers_of(host, number);

	for (size_t at = 0; at + OCTETS_ENOUGH <= n; at++) {
		for (int first = 0; first < 4; first++) {
			int up = 0, down = 0;

			while (first + up < 4 && at + (size_t)up < n &&
			       number[at + (size_t)up] == ip.b[first + up])
				up++;
			while (first - down >= 0 && at + (size_t)down < n &&
			       number[at + (size_t)down] == ip.b[first - down])
				down++;
			if (up >= OCTETS_ENOUGH || down >= OCTETS_ENOUGH)
				return true;
		}
	}
	return false;
}

static bool has_text(struct str host, const char *text)
{
	size_t n = str_of(text).n;

	for (size_t at = 0; at + n <= host.n; at++)
		if (memcmp(host.p + at, text, n) == 0)
			return true;
	return false;
}

/* The address run together: padded octets, hexadecimal, one number. */
static bool has_run_together(struct str host, struct ip ip)
{
	const uint8_t *b = ip.b;
	char text[16];

	snprintf(text, sizeof(text), "%03u%03u%03u%03u", b[0], b[1], b[2], b[3]);
	if (has_text(host, text))
		return true;
	snprintf(text, sizeof(text), "%02x%02x%02x%02x", b[0], b[1], b[2], b[3]);
	if (has_text(host, text))
		return true;
	snprintf(text, sizeof(text), "%u",
		 (unsigned)b[0] << 24 | (unsigned)b[1] << 16 | (unsigned)b[2] << 8 | b[3]);
	return has_text(host, text);
}

static int nibble(char c)
{
	if (is_digit(c))
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The hexadecimal digits of the host part, dots and dashes left out; zeros of the address may
 * have been left out in groups, so its written form is tried as well. */
static bool has_nibbles(struct str host, struct ip ip)
{
	char digits[NAME_MAX], text[IP_TEXT_MAX + 1], whole[33];
	size_t n = 0;

	for (size_t i = 0; i < host.n; i++)
		if (nibble(host.p[i]) >= 0)
			digits[n++] = host.p[i];
	for (int i = 0; i < 16; i++)
		snprintf(whole + 2 * i, 3, "%02x", ip.b[i]);
	for (int from = 0; from + NIBBLES_ENOUGH <= 32; from++) {
		char part[NIBBLES_ENOUGH + 1];

		snprintf(part, sizeof(part), "%s", whole + from);
		if (strspn(part, "0") < NIBBLES_ENOUGH && has_text((struct str){ digits, n }, part))
			return true;
	}
	ip_text(ip, text);
	for (char *c = text; *c; c++)
		if (*c == ':')
			*c = '-';
	return has_text(host, text);
}

bool ptr_name_generic(struct str name, struct ip ip)
{
	char lower[NAME_MAX];
	struct str host = host_part(name, lower);

	if (str_find(name, '.') == name.n)
		return true; /* "localhost" and the like */
	if (has_line_word(host))
		return true;
	if (ip.len == 4)
		return has_octets(host, ip) || has_run_together(host, ip);
	return has_nibbles(host, ip);
}

enum ptr_verdict ptr_judge(struct ip ip, const struct ptr_name_facts *name, size_t names,
			   size_t *best)
{
	static const int worth[] = { [PTR_OK] = 4,
				     [PTR_GENERIC] = 3,
				     [PTR_UNKNOWN] = 2,
				     [PTR_UNCONFIRMED] = 1,
				     [PTR_MISSING] = 0 };
	enum ptr_verdict verdict = PTR_MISSING;

	*best = 0;
	for (size_t i = 0; i < names; i++) {
		enum ptr_verdict v = PTR_UNCONFIRMED;

		if (name[i].unknown)
			v = PTR_UNKNOWN;
		else if (name[i].confirmed)
			v = ptr_name_generic(name[i].name, ip) ? PTR_GENERIC : PTR_OK;
		if (worth[v] > worth[verdict]) {
			verdict = v;
			*best = i;
		}
	}
	return verdict;
}
