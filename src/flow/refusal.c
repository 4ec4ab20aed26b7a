/* Finding the reply in what was logged, and its codes; the rest is the rules' to say. */
#include "flow/refusal.h"

#include "model/refusal_rules.h"

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t digits(struct str s)
{
	size_t n = 0;

	while (n < s.n && digit(s.p[n]))
		n++;
	return n;
}

/* "5.7.1" at the head of s, or nothing. */
static struct str enhanced(struct str s)
{
	size_t at = 1, n;

	if (s.n < 5 || (s.p[0] != '4' && s.p[0] != '5' && s.p[0] != '2'))
		return (struct str){ 0 };
	for (int part = 0; part < 2; part++) {
		if (at >= s.n || s.p[at] != '.')
			return (struct str){ 0 };
		n = digits(str_sub(s, at + 1, s.n));
		if (n < 1 || n > 3)
			return (struct str){ 0 };
		at += 1 + n;
	}
	return str_sub(s, 0, at);
}

/* Where a reply's three digits begin in what was logged; text.n if nowhere. */
static size_t find_reply(struct str text)
{
	for (size_t i = 0; i + 4 <= text.n; i++) {
		if ((text.p[i] != '4' && text.p[i] != '5') ||
		    (i > 0 && text.p[i - 1] != ' ' && text.p[i - 1] != '"'))
			continue;
		if (digits(str_sub(text, i, 4)) == 3 &&
		    (text.p[i + 3] == ' ' || text.p[i + 3] == '-'))
			return i;
	}
	return text.n;
}

/* "#5.1.1" anywhere in the text, as qmail and others write it. */
static struct str numbered(struct str text)
{
	struct str code = { NULL, 0 };

	for (size_t i = str_find(text, '#'); i < text.n && !code.n;) {
		text = str_sub(text, i + 1, text.n);
		code = enhanced(text);
		i = str_find(text, '#');
	}
	return code;
}

/* Takes the codes of the first reply, "550 5.7.1 ..." or "550-5.7.1 ...", off the text, and what
 * stands before them. False: there is none. */
static bool take_codes(struct str *text, struct str *reply, struct str *code)
{
	size_t at = find_reply(*text);

	if (at == text->n)
		return false;
	*reply = str_sub(*text, at, 3);
	*text = str_sub(*text, at + 4, text->n);
	*code = enhanced(*text);
	if (code->n)
		*text = str_sub(*text, code->n, text->n);
	else
		*code = numbered(*text);
	return true;
}

bool refusal_read(const struct refusal_rules *rules, struct str server, struct str code,
		  struct str text, struct refusal *out)
{
	struct refusal_found found = { 0 };
	struct refusal_reply reply;
	struct str three, said;

	if (!take_codes(&text, &three, &said))
		return false;
	if (said.n == 0)
		said = enhanced(code);
	reply = refusal_reply_of(three, said);
	if (rules)
		refusal_rules_find(rules, server, &reply, text, &found);
	*out = (struct refusal){ .provider = found.provider,
				 .code = said.n ? said : three,
				 .meaning = str_of(refusal_meaning_name(found.meaning)),
				 .listed_on = found.list,
				 .means = found.meaning,
				 .server = server,
				 .reply = three,
				 .text = str_trim(text),
				 .known = found.by_text };
	return true;
}
