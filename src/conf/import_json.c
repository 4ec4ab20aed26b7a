/* Reading a JSON file: a walk through it, row by row. */
#include "conf/import_json.h"

#include "base/near.h"
#include "conf/import_check.h"
#include "proto/json_walk.h"

#include <stdio.h>

struct reading {
	struct import *in;
	const struct import_source *source;
	uint32_t file;
	struct json_walk walk;
	struct arena mem; /* texts with escapes; emptied after each row */
};

PRINTF(2, 3) static void wrong(struct reading *r, const char *fmt, ...)
{
	struct import_at at = { r->source->name, r->walk.line, r->walk.col };
	char text[ERR_TEXT_MAX];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	import_wrong(&r->in->errors, r->in->arena, at, "%s", text);
}

/* The next token; what is no JSON is noted, and ends everything. */
static enum json_token next(struct reading *r, struct str *raw)
{
	struct err err;
	enum json_token t = json_walk_next(&r->walk, raw, &err);

	if (t == JSON_TOKEN_WRONG)
		wrong(r, "%s", err.text);
	return t;
}

static bool skip(struct reading *r, enum json_token t)
{
	struct err err;

	if (json_walk_skip(&r->walk, t, &err) != JSON_TOKEN_WRONG)
		return true;
	wrong(r, "%s", err.text);
	return false;
}

/* A list of strings, joined by blanks. False ends everything. */
static bool join(struct reading *r, struct buf *out, bool *good)
{
	struct str raw;
	enum json_token t;

	while ((t = next(r, &raw)) != JSON_TOKEN_CLOSE) {
		if (t == JSON_TOKEN_WRONG)
			return false;
		if (t != JSON_TOKEN_STRING) {
			wrong(r, "a list of strings was expected");
			*good = false;
			if (!skip(r, t))
				return false;
			continue;
		}
		if (out->n)
			buf_byte(out, ' ');
		buf_add(out, json_walk_text(&r->mem, raw));
	}
	return true;
}

/* Sets *text to what the value says as a cell would. False ends everything. */
static bool read_text(struct reading *r, struct buf *list, struct str *text, bool *good)
{
	struct str raw;
	enum json_token t = next(r, &raw);

	*text = STR("");
	switch (t) {
	case JSON_TOKEN_STRING:
		*text = json_walk_text(&r->mem, raw);
		return true;
	case JSON_TOKEN_NUMBER:
		*text = raw;
		return true;
	case JSON_TOKEN_TRUE:
		*text = STR("yes");
		return true;
	case JSON_TOKEN_FALSE:
		*text = STR("no");
		return true;
	case JSON_TOKEN_NULL:
		return true;
	case JSON_TOKEN_ARRAY:
		if (!join(r, list, good))
			return false;
		*text = buf_str(list);
		return true;
	case JSON_TOKEN_OBJECT:
		wrong(r, "a string was expected");
		*good = false;
		return skip(r, t);
	case JSON_TOKEN_END:
	case JSON_TOKEN_WRONG:
	case JSON_TOKEN_CLOSE:
	case JSON_TOKEN_KEY:
		break;
	}
	return false;
}

static bool known_key(struct reading *r, const struct import_row *row, struct str key,
		      enum import_field *field)
{
	const char *near;

	if (import_column(row->kind, key, field)) {
		if (!row->col[*field])
			return true;
		wrong(r, "\"%.*s\" stands there twice", STR_ARG(key));
		return false;
	}
	near = import_column_near(row->kind, key);
	wrong(r, "%s have no field \"%.*s\"%s%s%s", inv_kind_names(row->kind),
	      (int)(key.n > 60 ? 60 : key.n), key.p ? key.p : "", near ? "; did you mean \"" : "",
	      near ? near : "", near ? "\"?" : "");
	return false;
}

/* One key and its value. False ends everything. */
static bool read_member(struct reading *r, struct import_to *to, struct str raw, bool *good)
{
	struct buf AUTO(buf_done) list;
	enum import_field field = FIELD_COUNT;
	struct import_at at;
	struct err err;
	struct str text;
	bool known = known_key(r, to->row, json_walk_text(&r->mem, raw), &field);
	bool value_good = known;

	buf_init(&list, INV_CONTACTS_MAX + 1);
	/* the value begins behind the key, wherever the reader then stands */
	if (!read_text(r, &list, &text, &value_good))
		return false;
	at = (struct import_at){ r->source->name, r->walk.line, r->walk.col };
	*good = *good && value_good;
	if (!known)
		return true;
	to->row->col[field] = (uint16_t)(at.col > UINT16_MAX ? UINT16_MAX : at.col);
	if (value_good && import_value(to, field, text, &err) < 0) {
		import_wrong(&r->in->errors, r->in->arena, at, "%s", err.text);
		*good = false;
	}
	return true;
}

static bool read_row(struct reading *r, enum inv_kind kind)
{
	struct import_row *row = import_row(r->in, kind, r->file, r->walk.line);
	struct import_to to = { r->in, row, r->source->zone };
	bool good = true;
	struct str raw;
	enum json_token t;

	if (!row)
		return false;
	import_row_begin(row);
	while ((t = next(r, &raw)) == JSON_TOKEN_KEY)
		if (!read_member(r, &to, raw, &good))
			break;
	if (t != JSON_TOKEN_CLOSE || !good || !import_row_check(r->in, row))
		import_row_drop(r->in);
	arena_clear(&r->mem);
	return t == JSON_TOKEN_CLOSE;
}

static bool read_rows(struct reading *r, enum inv_kind kind)
{
	struct str raw;
	enum json_token t = next(r, &raw);

	if (t != JSON_TOKEN_ARRAY) {
		if (t == JSON_TOKEN_WRONG)
			return false;
		wrong(r, "%s are a list", inv_kind_names(kind));
		return skip(r, t);
	}
	r->in->kinds |= 1u << kind;
	while ((t = next(r, &raw)) != JSON_TOKEN_CLOSE) {
		if (t == JSON_TOKEN_WRONG)
			return false;
		if (t != JSON_TOKEN_OBJECT) {
			wrong(r, "a %s is an object", inv_kind_name(kind));
			if (!skip(r, t))
				return false;
		} else if (!read_row(r, kind)) {
			return false;
		}
	}
	return true;
}

static bool find_part(struct reading *r, struct str name, uint32_t *seen, enum inv_kind *out)
{
	const char *names[INV_KINDS];
	const char *near;

	for (int k = 0; k < INV_KINDS; k++) {
		names[k] = inv_kind_names((enum inv_kind)k);
		if (!str_eq(name, str_of(names[k])))
			continue;
		if (*seen >> k & 1) {
			wrong(r, "\"%s\" stands there twice", names[k]);
			return false;
		}
		*seen |= 1u << k;
		*out = (enum inv_kind)k;
		return true;
	}
	near = near_word(name, names, LEN(names));
	wrong(r, "\"%.*s\" is none of machines, customers, prefixes, tenancies and holdings%s%s%s",
	      (int)(name.n > 60 ? 60 : name.n), name.p ? name.p : "",
	      near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
	return false;
}

static void read_parts(struct reading *r)
{
	enum inv_kind kind = INV_KINDS;
	uint32_t seen = 0;
	struct str raw;
	enum json_token t;

	while ((t = next(r, &raw)) == JSON_TOKEN_KEY) {
		if (find_part(r, json_walk_text(&r->mem, raw), &seen, &kind)) {
			if (!read_rows(r, kind))
				return;
		} else {
			t = next(r, &raw);
			if (t == JSON_TOKEN_WRONG || !skip(r, t))
				return;
		}
	}
	if (t == JSON_TOKEN_CLOSE)
		(void)next(r, &raw); /* notes what stands behind the end */
}

int import_json(struct import *in, const struct import_source *source)
{
	size_t before = in->errors.n + in->errors.more;
	struct reading r = { .in = in, .source = source };
	struct str raw;
	enum json_token t;

	r.file = import_file(in, source->name);
	json_walk_init(&r.walk, str_starts(source->text, STR("\xef\xbb\xbf"))
					? str_sub(source->text, 3, source->text.n)
					: source->text);
	t = next(&r, &raw);
	if (t == JSON_TOKEN_OBJECT)
		read_parts(&r);
	else if (t != JSON_TOKEN_WRONG)
		wrong(&r, "{\"tenancies\":[...]} was expected, an object of lists");
	arena_done(&r.mem);
	return in->errors.n + in->errors.more == before ? 0 : -1;
}
