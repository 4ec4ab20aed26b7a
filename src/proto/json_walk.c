/* The JSON walker: a scanner of tokens, and a small machine of what may come next. */
#include "proto/json_walk.h"

#include "base/utf8.h"

#include <string.h>

enum expect { ROOT, VALUE, VALUE_OR_CLOSE, KEY, KEY_OR_CLOSE, COMMA_OR_CLOSE, DONE, BROKEN };

void json_walk_init(struct json_walk *w, struct str text)
{
	*w = (struct json_walk){ .text = text, .line_now = 1, .col_now = 1, .expect = ROOT };
}

static int peek(const struct json_walk *w)
{
	return w->at < w->text.n ? (unsigned char)w->text.p[w->at] : -1;
}

/* Brings line and column up to where reading stands. */
static void mark(struct json_walk *w)
{
	for (; w->counted < w->at; w->counted++) {
		char c = w->text.p[w->counted];

		if (c == '\n') {
			w->line_now++;
			w->col_now = 1;
		} else if ((c & 0xc0) != 0x80) {
			w->col_now++;
		}
	}
	w->line = w->line_now;
	w->col = w->col_now;
}

static enum json_token wrong(struct json_walk *w, struct err *err, const char *why)
{
	if (w->expect != BROKEN)
		mark(w);
	w->expect = BROKEN;
	(void)err_set(err, ERR_INPUT, "%s", why);
	return JSON_TOKEN_WRONG;
}

static void blanks(struct json_walk *w)
{
	int c;

	while ((c = peek(w)) == ' ' || c == '\t' || c == '\n' || c == '\r')
		w->at++;
}

static int hex4(const struct json_walk *w, size_t at)
{
	int v = 0;

	if (w->text.n - at < 4)
		return -1;
	for (size_t i = at; i < at + 4; i++) {
		char c = w->text.p[i];

		v <<= 4;
		if (c >= '0' && c <= '9')
			v += c - '0';
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			v += (c | 32) - 'a' + 10;
		else
			return -1;
	}
	return v;
}

/* Behind the backslash. A high surrogate wants its low one. */
static bool escape(struct json_walk *w)
{
	int c = peek(w);
	int unit;

	w->at++;
	if (c != 'u')
		return c > 0 && memchr("\"\\/bfnrt", c, 8) != NULL;
	unit = hex4(w, w->at);
	if (unit < 0 || (unit >= 0xdc00 && unit < 0xe000))
		return false;
	w->at += 4;
	if (unit < 0xd800 || unit >= 0xdc00)
		return true;
	if (!str_starts(str_sub(w->text, w->at, 2), STR("\\u")))
		return false;
	unit = hex4(w, w->at + 2);
	w->at += 6;
	return unit >= 0xdc00 && unit < 0xe000;
}

static bool string(struct json_walk *w, struct str *raw, const char **why)
{
	size_t from = ++w->at;

	while (peek(w) >= 0 && peek(w) != '"') {
		size_t n = utf8_one((struct str){ w->text.p + w->at, w->text.n - w->at });

		if (n == 0 || peek(w) < ' ') {
			*why = n ? "a control octet in a string" : "a string that is not UTF-8";
			return false;
		}
		w->at += n;
		if (w->text.p[w->at - 1] == '\\' && n == 1 && !escape(w)) {
			w->at = w->at < w->text.n ? w->at : w->text.n;
			*why = "a wrong escape in a string";
			return false;
		}
	}
	*why = "a string that is not closed";
	if (peek(w) < 0)
		return false;
	*raw = str_sub(w->text, from, w->at - from);
	w->at++;
	return true;
}

static bool digits(struct json_walk *w)
{
	size_t from = w->at;

	while (peek(w) >= '0' && peek(w) <= '9')
		w->at++;
	return w->at > from;
}

static bool number(struct json_walk *w, struct str *raw)
{
	size_t from = w->at;
	bool ok;

	if (peek(w) == '-')
		w->at++;
	if (peek(w) == '0') {
		w->at++;
		ok = true;
	} else {
		ok = digits(w);
	}
	if (ok && peek(w) == '.') {
		w->at++;
		ok = digits(w);
	}
	if (ok && (peek(w) == 'e' || peek(w) == 'E')) {
		w->at++;
		if (peek(w) == '+' || peek(w) == '-')
			w->at++;
		ok = digits(w);
	}
	*raw = str_sub(w->text, from, w->at - from);
	return ok;
}

static void after_value(struct json_walk *w)
{
	w->expect = w->depth ? COMMA_OR_CLOSE : DONE;
}

static enum json_token begin(struct json_walk *w, bool object, struct err *err)
{
	if (w->depth == JSON_WALK_DEPTH_MAX)
		return wrong(w, err, "nested too deeply");
	w->at++;
	w->in_object = w->in_object << 1 | object;
	w->depth++;
	w->expect = object ? KEY_OR_CLOSE : VALUE_OR_CLOSE;
	return object ? JSON_TOKEN_OBJECT : JSON_TOKEN_ARRAY;
}

static enum json_token leave(struct json_walk *w)
{
	w->at++;
	w->in_object >>= 1;
	w->depth--;
	after_value(w);
	return JSON_TOKEN_CLOSE;
}

static bool word(struct json_walk *w, struct str what)
{
	if (!str_starts(str_sub(w->text, w->at, what.n), what))
		return false;
	w->at += what.n;
	after_value(w);
	return true;
}

static enum json_token value(struct json_walk *w, struct str *raw, struct err *err)
{
	const char *why = "";
	int c = peek(w);

	if (c == '{' || c == '[')
		return begin(w, c == '{', err);
	if (w->expect == ROOT)
		return wrong(w, err, "\"{\" or \"[\" was expected");
	if (c == '"') {
		if (!string(w, raw, &why))
			return wrong(w, err, why);
		after_value(w);
		return JSON_TOKEN_STRING;
	}
	if (c == '-' || (c >= '0' && c <= '9')) {
		if (!number(w, raw)) {
			*raw = (struct str){ NULL, 0 };
			return wrong(w, err, "a wrong number");
		}
		after_value(w);
		return JSON_TOKEN_NUMBER;
	}
	if (word(w, STR("true")))
		return JSON_TOKEN_TRUE;
	if (word(w, STR("false")))
		return JSON_TOKEN_FALSE;
	if (word(w, STR("null")))
		return JSON_TOKEN_NULL;
	return wrong(w, err, c < 0 ? "the text ends too early" : "a value was expected");
}

static enum json_token key(struct json_walk *w, struct str *raw, struct err *err)
{
	const char *why = "";

	if (peek(w) != '"')
		return wrong(w, err, "a key in double quotes was expected");
	if (!string(w, raw, &why))
		return wrong(w, err, why);
	blanks(w);
	if (peek(w) != ':') {
		*raw = (struct str){ NULL, 0 };
		return wrong(w, err, "\":\" was expected behind a key");
	}
	w->at++;
	w->expect = VALUE;
	return JSON_TOKEN_KEY;
}

static bool may_close(const struct json_walk *w)
{
	return w->depth && peek(w) == (w->in_object & 1 ? '}' : ']');
}

enum json_token json_walk_next(struct json_walk *w, struct str *raw, struct err *err)
{
	*raw = (struct str){ NULL, 0 };
	if (w->expect == BROKEN)
		return wrong(w, err, "the text was wrong before");
	blanks(w);
	if (w->expect == COMMA_OR_CLOSE && !may_close(w)) {
		if (peek(w) != ',')
			return wrong(w, err,
				     w->in_object & 1 ? "\",\" or \"}\" was expected"
						      : "\",\" or \"]\" was expected");
		w->at++;
		blanks(w);
		w->expect = w->in_object & 1 ? KEY : VALUE;
	}
	mark(w);
	switch ((enum expect)w->expect) {
	case DONE:
		return peek(w) < 0 ? JSON_TOKEN_END : wrong(w, err, "text behind the end");
	case KEY_OR_CLOSE:
	case VALUE_OR_CLOSE:
	case COMMA_OR_CLOSE:
		if (may_close(w))
			return leave(w);
		return w->expect == KEY_OR_CLOSE ? key(w, raw, err) : value(w, raw, err);
	case KEY:
		return key(w, raw, err);
	case ROOT:
	case VALUE:
		return value(w, raw, err);
	case BROKEN:
		break;
	}
	return JSON_TOKEN_WRONG;
}

enum json_token json_walk_skip(struct json_walk *w, enum json_token token, struct err *err)
{
	unsigned depth = w->depth;
	struct str raw;

	if (token != JSON_TOKEN_OBJECT && token != JSON_TOKEN_ARRAY)
		return token;
	do
		token = json_walk_next(w, &raw, err);
	while (token != JSON_TOKEN_WRONG && w->depth >= depth);
	return token;
}

static size_t put_utf8(char *p, unsigned c)
{
	if (c < 0x80) {
		p[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		p[0] = (char)(0xc0 | c >> 6);
		p[1] = (char)(0x80 | (c & 63));
		return 2;
	}
	if (c < 0x10000) {
		p[0] = (char)(0xe0 | c >> 12);
		p[1] = (char)(0x80 | (c >> 6 & 63));
		p[2] = (char)(0x80 | (c & 63));
		return 3;
	}
	p[0] = (char)(0xf0 | c >> 18);
	p[1] = (char)(0x80 | (c >> 12 & 63));
	p[2] = (char)(0x80 | (c >> 6 & 63));
	p[3] = (char)(0x80 | (c & 63));
	return 4;
}

struct str json_walk_text(struct arena *arena, struct str raw)
{
	static const char from[] = "\"\\/bfnrt";
	static const char to[] = "\"\\/\b\f\n\r\t";
	struct json_walk w = { .text = raw };
	size_t n = 0;
	char *p;

	if (str_find(raw, '\\') == raw.n)
		return raw;
	p = arena_new(arena, raw.n, 1);
	while (w.at < raw.n) {
		unsigned c;

		if (raw.p[w.at] != '\\') {
			p[n++] = raw.p[w.at++];
			continue;
		}
		if (raw.p[w.at + 1] != 'u') {
			p[n++] = to[strchr(from, raw.p[w.at + 1]) - from];
			w.at += 2;
			continue;
		}
		c = (unsigned)hex4(&w, w.at + 2);
		w.at += 6;
		if (c >= 0xd800 && c < 0xdc00) {
			c = 0x10000 + ((c - 0xd800) << 10) +
			    ((unsigned)hex4(&w, w.at + 2) - 0xdc00);
			w.at += 6;
		}
		n += put_utf8(p + n, c);
	}
	return (struct str){ p, n };
}
