/* Breaking lines. */
#include "cli/wrap.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "sys/own.h"

enum { HANG = 4, OUT_MAX = 1 << 20 };

static size_t one(struct str s)
{
	size_t n = utf8_one(s);

	return n ? n : 1;
}

static struct str without_blanks(struct str s)
{
	while (s.n && s.p[0] == ' ')
		s = str_sub(s, 1, s.n);
	return s;
}

struct str wrap_take(struct str *rest, size_t cells)
{
	struct str s = *rest;
	size_t at = 0, used = 0, word = 0;

	while (at < s.n) {
		size_t n = one(str_sub(s, at, s.n));

		used += utf8_cells(str_sub(s, at, n));
		if (s.p[at] == ' ' && at > 0 && s.p[at - 1] != ' ')
			word = at;
		if (used > cells && at > 0)
			break;
		at += n;
	}
	if (at < s.n && word > 0)
		at = word;
	*rest = without_blanks(str_sub(s, at, s.n));
	return str_sub(s, 0, at);
}

static size_t indent_of(struct str s)
{
	return s.n - without_blanks(s).n;
}

static void put_blanks(struct buf *out, size_t n)
{
	buf_fmt(out, "%*s", (int)n, "");
}

void wrap_put(struct buf *out, struct str text, size_t cells, size_t hang)
{
	size_t indent = indent_of(text);
	struct str rest = without_blanks(text);

	if (cells > 0 && cells < WRAP_NARROWEST)
		cells = WRAP_NARROWEST;
	if (cells == 0 || utf8_cells(text) <= cells || indent + hang >= cells / 2) {
		buf_add(out, text);
		return;
	}
	put_blanks(out, indent);
	buf_add(out, wrap_take(&rest, cells - indent));
	while (rest.n) {
		buf_byte(out, '\n');
		put_blanks(out, indent + hang);
		buf_add(out, wrap_take(&rest, cells - indent - hang));
	}
}

void wrap_out(struct cli *cli, struct str line)
{
	struct buf AUTO(buf_done) out;

	buf_init(&out, OUT_MAX);
	wrap_put(&out, cli_safe(&cli->arena, line), own_window(), HANG);
	buf_byte(&out, '\n');
	cli_out(buf_str(&out));
}
