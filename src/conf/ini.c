/* INI text line by line. */
#include "conf/ini.h"

#include "base/utf8.h"

struct ini_reader {
	struct str line;
	struct ini_event ev;
	bool in_section;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '_' || c == '.';
}

/* From `at` on: the place of the first octet that is not blank, or not part of a word. */
static size_t skip(struct str s, size_t at, bool what(char))
{
	while (at < s.n && what(s.p[at]))
		at++;
	return at;
}

static int bad(struct ini_reader *r, size_t at, struct err *err, const char *why)
{
	r->ev.blame = (uint32_t)at + 1;
	return err_set(err, ERR_INPUT, "%s", why);
}

static int section_name(struct ini_reader *r, size_t *at, struct err *err)
{
	struct str rest = str_sub(r->line, *at, r->line.n);

	if (rest.n == 0 || rest.p[0] != '"')
		return 0;
	rest = str_sub(rest, 1, rest.n);
	rest.n = str_find(rest, '"');
	if (*at + 1 + rest.n == r->line.n)
		return bad(r, *at, err, "the name has no closing quote");
	if (rest.n == 0 || rest.n > INI_NAME_MAX)
		return bad(r, *at, err, "a section's name has 1 to 255 octets");
	r->ev.name = rest;
	*at += rest.n + 2;
	return 0;
}

static int section(struct ini_reader *r, size_t at, struct err *err)
{
	size_t from = skip(r->line, at + 1, is_blank);
	size_t to = skip(r->line, from, is_word);

	if (to == from || to - from > INI_NAME_MAX)
		return bad(r, from, err, "a section is written [kind] or [kind \"name\"]");
	r->in_section = true;
	r->ev.kind = str_sub(r->line, from, to - from);
	r->ev.name = r->ev.key = r->ev.value = (struct str){ NULL, 0 };
	r->ev.key_at = r->ev.value_at = (uint32_t)from + 1;
	to = skip(r->line, to, is_blank);
	if (section_name(r, &to, err) < 0)
		return -1;
	to = skip(r->line, to, is_blank);
	if (to == r->line.n || r->line.p[to] != ']')
		return bad(r, to, err, "the section has no closing bracket");
	to = skip(r->line, to + 1, is_blank);
	if (to != r->line.n)
		return bad(r, to, err, "nothing may stand behind a section on its line");
	return 0;
}

static int setting(struct ini_reader *r, size_t at, struct err *err)
{
	size_t to = skip(r->line, at, is_word);
	size_t eq = skip(r->line, to, is_blank);
	size_t from;

	if (to == at || to - at > INI_NAME_MAX || eq == r->line.n || r->line.p[eq] != '=')
		return bad(r, to == at ? at : eq, err, "a setting is written key = value");
	if (!r->in_section)
		return bad(r, at, err, "a setting stands before the first [section]");
	from = skip(r->line, eq + 1, is_blank);
	r->ev.key = str_sub(r->line, at, to - at);
	r->ev.value = str_trim(str_sub(r->line, from, r->line.n));
	if (r->ev.value.n == 0)
		r->ev.value = str_sub(r->line, from, 0);
	r->ev.key_at = (uint32_t)at + 1;
	r->ev.value_at = (uint32_t)from + 1;
	return 0;
}

static int octets_ok(struct ini_reader *r, struct err *err)
{
	size_t utf8 = utf8_bad(r->line);

	for (size_t i = 0; i < r->line.n; i++) {
		unsigned char c = (unsigned char)r->line.p[i];

		if ((c < 32 && c != '\t') || c == 127)
			return bad(r, i, err, "a control octet; is this a text file?");
	}
	if (utf8 != r->line.n)
		return bad(r, utf8, err, "an octet that is not UTF-8");
	return 0;
}

static int one_line(struct ini_reader *r, ini_fn *tell, void *ctx, struct err *err)
{
	size_t at = skip(r->line, 0, is_blank);
	bool is_section;

	if (octets_ok(r, err) < 0)
		return -1;
	if (at == r->line.n || r->line.p[at] == '#' || r->line.p[at] == ';')
		return 0;
	is_section = r->line.p[at] == '[';
	if ((is_section ? section(r, at, err) : setting(r, at, err)) < 0)
		return -1;
	r->ev.blame = r->ev.value_at;
	return tell(ctx, &r->ev, err);
}

int ini_read(struct str text, struct str file, ini_fn *tell, void *ctx, struct err *err)
{
	struct ini_reader r = { 0 };

	if (str_starts(text, STR("\xef\xbb\xbf")))
		text = str_sub(text, 3, text.n);
	while (str_cut(&text, '\n', &r.line)) {
		r.ev.line++;
		if (r.line.n && r.line.p[r.line.n - 1] == '\r')
			r.line.n--;
		if (one_line(&r, tell, ctx, err) < 0)
			return err_in(err, "%.*s:%u:%u", STR_ARG(file), r.ev.line, r.ev.blame);
	}
	return 0;
}
