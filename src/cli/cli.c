/* What commands share: messages, output, safe text. */
#include "cli/cli.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { CLI_LINE_MAX = 16384, CLI_SAFE_GROWTH = 4 }; /* octet to "\\xNN" */

/* Length of the UTF-8 sequence at the head of s that a terminal may see, else 0. */
static size_t printable(struct str s)
{
	unsigned char c = (unsigned char)s.p[0];
	size_t n = c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;

	if (n == 0 || s.n < n || c < 0x20 || c == 0x7f)
		return 0;
	for (size_t i = 1; i < n; i++)
		if (((unsigned char)s.p[i] & 0xc0) != 0x80)
			return 0;
	return c == 0xc2 && (unsigned char)s.p[1] < 0xa0 ? 0 : n;
}

static void add_safe(struct buf *out, struct str s)
{
	while (s.n) {
		size_t n = printable(s);

		if (n && utf8_unseen(s))
			buf_fmt(out, "\\u%04x", utf8_unseen(s));
		else if (n)
			buf_add(out, str_sub(s, 0, n));
		else
			buf_fmt(out, "\\x%02x", (unsigned char)s.p[0]);
		s = str_sub(s, n ? n : 1, s.n);
	}
}

struct str cli_safe(struct arena *arena, struct str text)
{
	struct buf AUTO(buf_done) out;

	buf_init(&out, text.n * CLI_SAFE_GROWTH);
	add_safe(&out, text);
	return arena_str(arena, buf_str(&out));
}

static void say(const struct cli *cli, const char *sentence)
{
	struct buf AUTO(buf_done) line;

	buf_init(&line, CLI_LINE_MAX);
	buf_fmt(&line, "%s: ", cli->program);
	if (cli->command)
		buf_fmt(&line, "%s: ", cli->command);
	add_safe(&line, str_of(sentence));
	buf_byte(&line, '\n');
	fwrite(line.p, 1, line.n, stderr);
}

int cli_fail(const struct cli *cli, const struct err *err)
{
	if (err->text[0])
		say(cli, err->text);
	return CLI_FAILED;
}

PRINTF(2, 0)
static void say_list(const struct cli *cli, const char *fmt, va_list ap)
{
	char text[CLI_LINE_MAX / CLI_SAFE_GROWTH];

	vsnprintf(text, sizeof(text), fmt, ap);
	say(cli, text);
}

int cli_usage(const struct cli *cli, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say_list(cli, fmt, ap);
	va_end(ap);
	fprintf(stderr, "Try '%s %s%s--help'.\n", cli->program, cli->command ? cli->command : "",
		cli->command ? " " : "");
	return CLI_USAGE;
}

void cli_note(const struct cli *cli, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say_list(cli, fmt, ap);
	va_end(ap);
}

bool cli_out(struct str data)
{
	static bool said;

	if (data.n && fwrite(data.p, 1, data.n, stdout) != data.n && !said) {
		said = true;
		fprintf(stderr, "netizen: standard output: %s\n", strerror(errno));
	}
	return !said;
}
