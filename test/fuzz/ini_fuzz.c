/* INI: what was read, written plainly, reads the same; no setting is invented, none is lost. */
#include "fuzz.h"

#include "base/buf.h"
#include "conf/ini.h"

enum { OUT_MAX = 1 << 20 };

struct copy_of {
	struct buf out;
	size_t events;
	uint32_t line;
};

static int write_plain(void *ctx, struct ini_event *ev, struct err *err)
{
	struct copy_of *c = ctx;

	(void)err;
	PROPERTY(ev->line > c->line); /* one event a line, in their order */
	PROPERTY(ev->kind.n > 0 && ev->kind.n <= INI_NAME_MAX && ev->name.n <= INI_NAME_MAX);
	c->line = ev->line;
	c->events++;
	if (ev->key.p)
		buf_fmt(&c->out, "%.*s=%.*s\n", STR_ARG(ev->key), STR_ARG(ev->value));
	else if (ev->name.p)
		buf_fmt(&c->out, "[%.*s \"%.*s\"]\n", STR_ARG(ev->kind), STR_ARG(ev->name));
	else
		buf_fmt(&c->out, "[%.*s]\n", STR_ARG(ev->kind));
	return 0;
}

/* Lines that are neither blank nor comments. */
static size_t lines_that_count(struct str text)
{
	struct str line;
	size_t n = 0;

	if (str_starts(text, STR("\xef\xbb\xbf")))
		text = str_sub(text, 3, text.n);
	while (str_cut(&text, '\n', &line)) {
		line = str_trim(line);
		n += line.n && line.p[0] != '#' && line.p[0] != ';';
	}
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str text = fuzz_str(data, n);
	struct copy_of once = { 0 }, twice = { 0 };
	struct err err = { 0 };

	buf_init(&once.out, OUT_MAX);
	buf_init(&twice.out, OUT_MAX);
	if (ini_read(text, STR("f"), write_plain, &once, &err) < 0) {
		PROPERTY(err.kind == ERR_INPUT && str_starts(str_of(err.text), STR("f:")));
	} else if (!once.out.full) {
		PROPERTY(once.events == lines_that_count(text));
		PROPERTY(ini_read(buf_str(&once.out), STR("f"), write_plain, &twice, &err) == 0);
		PROPERTY(once.events == twice.events);
		PROPERTY(str_eq(buf_str(&once.out), buf_str(&twice.out)));
	}
	buf_done(&once.out);
	buf_done(&twice.out);
	return 0;
}
