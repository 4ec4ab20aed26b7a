/* Lines out of blocks. */
#include "flow/line_cut.h"

#include <string.h>

void line_cut_init(struct line_cut *c)
{
	*c = (struct line_cut){ 0 };
	buf_init(&c->block, LINE_CUT_BLOCK);
}

void line_cut_done(struct line_cut *c)
{
	buf_done(&c->block);
}

static struct str without_cr(struct str s)
{
	return s.n && s.p[s.n - 1] == '\r' ? str_sub(s, 0, s.n - 1) : s;
}

/* No line end in sight: what is left goes to the front, where the rest will join it. */
static bool no_more(struct line_cut *c, struct str *line)
{
	bool full = c->at == 0 && c->block.n == c->block.max;

	if (c->cut) {
		c->at = c->block.n; /* nobody wants it */
	} else if (full) {
		c->cut = true;
		c->too_long++;
		c->at = c->block.n;
		*line = buf_str(&c->block);
		return true;
	}
	buf_eat(&c->block, c->at);
	c->at = 0;
	return false;
}

bool line_cut_next(struct line_cut *c, struct str *line)
{
	for (;;) {
		struct str rest = str_sub(buf_str(&c->block), c->at, c->block.n);
		const char *end = rest.n ? memchr(rest.p, '\n', rest.n) : NULL;
		bool passed_over = c->cut;

		if (!end)
			return no_more(c, line);
		c->at += (size_t)(end - rest.p) + 1;
		c->cut = false;
		if (passed_over)
			continue;
		*line = without_cr((struct str){ rest.p, (size_t)(end - rest.p) });
		return true;
	}
}

bool line_cut_last(struct line_cut *c, struct str *line)
{
	*line = without_cr(str_sub(buf_str(&c->block), c->at, c->block.n));
	c->at = c->block.n;
	return line->n > 0 && !c->cut;
}
