/* The JSON writer. */
#include "base/jout.h"

#include "base/utf8.h"

#include <inttypes.h>
#include <math.h>

struct jout jout_to(struct buf *out)
{
	return (struct jout){ .out = out };
}

static void add_ascii(struct buf *out, unsigned char c)
{
	if (c == '"' || c == '\\')
		buf_fmt(out, "\\%c", c);
	else if (c == '\n')
		buf_add(out, STR("\\n"));
	else if (c == '\r')
		buf_add(out, STR("\\r"));
	else if (c == '\t')
		buf_add(out, STR("\\t"));
	else if (c < 0x20 || c == 0x7f)
		buf_fmt(out, "\\u%04x", c);
	else
		buf_byte(out, (char)c);
}

/* C1 control characters steer terminals as ESC does. */
static bool is_c1(struct str s)
{
	return (unsigned char)s.p[0] == 0xc2 && (unsigned char)s.p[1] < 0xa0;
}

static void add_text(struct buf *out, struct str s)
{
	buf_byte(out, '"');
	while (s.n) {
		size_t n = utf8_one(s);

		if (n == 0) {
			buf_add(out, STR("\\ufffd"));
			n = 1;
		} else if (n == 1) {
			add_ascii(out, (unsigned char)s.p[0]);
		} else if (is_c1(s)) {
			buf_fmt(out, "\\u%04x", (unsigned char)s.p[1]);
		} else if (utf8_unseen(s)) {
			buf_fmt(out, "\\u%04x", utf8_unseen(s));
		} else {
			buf_add(out, str_sub(s, 0, n));
		}
		s = str_sub(s, n, s.n);
	}
	buf_byte(out, '"');
}

static void begin(struct jout *j, const char *key)
{
	if (j->comma)
		buf_byte(j->out, ',');
	j->comma = true;
	if (key) {
		add_text(j->out, str_of(key));
		buf_byte(j->out, ':');
	}
}

void jout_open(struct jout *j, const char *key, char bracket)
{
	begin(j, key);
	buf_byte(j->out, bracket);
	j->comma = false;
}

void jout_close(struct jout *j, char bracket)
{
	buf_byte(j->out, bracket);
	j->comma = true;
}

void jout_str(struct jout *j, const char *key, struct str s)
{
	begin(j, key);
	if (s.p)
		add_text(j->out, s);
	else
		buf_add(j->out, STR("null"));
}

void jout_int(struct jout *j, const char *key, int64_t v)
{
	begin(j, key);
	buf_fmt(j->out, "%" PRId64, v);
}

void jout_real(struct jout *j, const char *key, double v)
{
	begin(j, key);
	if (isfinite(v))
		buf_fmt(j->out, "%.3f", v);
	else
		buf_add(j->out, STR("null"));
}

void jout_bool(struct jout *j, const char *key, bool v)
{
	begin(j, key);
	buf_add(j->out, v ? STR("true") : STR("false"));
}

void jout_null(struct jout *j, const char *key)
{
	begin(j, key);
	buf_add(j->out, STR("null"));
}

void jout_ip(struct jout *j, const char *key, struct ip ip)
{
	char text[IP_TEXT_MAX + 1];

	jout_str(j, key, str_of(ip_text(ip, text)));
}

void jout_range(struct jout *j, const char *key, struct range r)
{
	char text[RANGE_TEXT_MAX + 1];

	jout_str(j, key, str_of(range_text(r, text)));
}

void jout_when(struct jout *j, const char *key, struct instant t)
{
	char text[WHEN_TEXT_MAX + 1];

	if (t.us == INT64_MAX || t.us == INT64_MIN)
		jout_null(j, key);
	else
		jout_str(j, key, str_of(instant_text(t, text)));
}
