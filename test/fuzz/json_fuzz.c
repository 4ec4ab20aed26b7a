/* JSON: what was read can be written, and reads and writes the same from then on. */
#include "fuzz.h"

#include "base/jout.h"
#include "base/json.h"

enum { IN_MAX = 1 << 16, OUT_MAX = 8 << 20 };

static void write_value(struct jout *j, const char *key, const struct json *v);

static void write_members(struct jout *j, const struct json *v)
{
	for (size_t i = 0; i < json_count(v); i++) {
		struct str key = json_key(v, i);
		const struct json *member = json_get(v, key.p);

		PROPERTY(key.p && member);
		write_value(j, key.p, member);
	}
	PROPERTY(!json_key(v, json_count(v)).p);
}

static void write_scalar(struct jout *j, const char *key, const struct json *v)
{
	struct str s;
	int64_t i;
	bool b;

	if (json_str(v, &s))
		jout_str(j, key, s);
	else if (json_int(v, &i))
		jout_int(j, key, i);
	else if (json_bool(v, &b))
		jout_bool(j, key, b);
	else
		jout_null(j, key);
}

static void write_value(struct jout *j, const char *key, const struct json *v)
{
	switch (json_kind(v)) {
	case JSON_IS_OBJECT:
		jout_open(j, key, '{');
		write_members(j, v);
		jout_close(j, '}');
		break;
	case JSON_IS_ARRAY:
		jout_open(j, key, '[');
		for (size_t i = 0; i < json_count(v); i++)
			write_value(j, NULL, json_at(v, i));
		PROPERTY(!json_at(v, json_count(v)));
		jout_close(j, ']');
		break;
	case JSON_IS_NULL:
	case JSON_IS_BOOL:
	case JSON_IS_INT:
	case JSON_IS_REAL:
	case JSON_IS_STRING:
		write_scalar(j, key, v);
		break;
	}
}

static void write_doc(struct buf *out, const struct json_doc *doc)
{
	struct jout j = jout_to(out);

	write_value(&j, NULL, json_root(doc));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct buf AUTO(buf_done) once;
	struct buf AUTO(buf_done) twice;
	struct json_doc *doc;
	struct err err = { 0 };

	buf_init(&once, OUT_MAX);
	buf_init(&twice, OUT_MAX);
	if (json_parse(fuzz_str(data, n), IN_MAX, &doc, &err) < 0) {
		PROPERTY(err.kind == ERR_INPUT && err.text[0] && !doc);
		return 0;
	}
	write_doc(&once, doc);
	json_free(doc);
	if (once.full)
		return 0;
	PROPERTY(json_parse(buf_str(&once), OUT_MAX, &doc, &err) == 0);
	write_doc(&twice, doc);
	json_free(doc);
	PROPERTY(str_eq(buf_str(&once), buf_str(&twice)));
	return 0;
}
