/* The JSON walker agrees with base/json about what is JSON, and about its strings. */
#include "fuzz.h"

#include "base/json.h"
#include "proto/json_walk.h"

#include <string.h>

enum { IN_MAX = 1 << 16 };

struct walked {
	struct json_walk w;
	struct arena mem;
	struct err err;
};

static void compare(struct walked *x, enum json_token t, struct str raw, const struct json *v);

static void compare_members(struct walked *x, const struct json *v, bool object)
{
	size_t n = 0;
	struct str raw;
	enum json_token t;

	while ((t = json_walk_next(&x->w, &raw, &x->err)) != JSON_TOKEN_CLOSE) {
		if (object) {
			struct str key = json_walk_text(&x->mem, raw);

			PROPERTY(t == JSON_TOKEN_KEY && str_eq(key, json_key(v, n)));
			t = json_walk_next(&x->w, &raw, &x->err);
			compare(x, t, raw, json_get(v, json_key(v, n).p));
		} else {
			compare(x, t, raw, json_at(v, n));
		}
		n++;
	}
	PROPERTY(n == json_count(v));
}

static void compare(struct walked *x, enum json_token t, struct str raw, const struct json *v)
{
	struct str s;

	switch (json_kind(v)) {
	case JSON_IS_OBJECT:
	case JSON_IS_ARRAY:
		PROPERTY(t ==
			 (json_kind(v) == JSON_IS_OBJECT ? JSON_TOKEN_OBJECT : JSON_TOKEN_ARRAY));
		compare_members(x, v, t == JSON_TOKEN_OBJECT);
		break;
	case JSON_IS_STRING:
		PROPERTY(t == JSON_TOKEN_STRING && json_str(v, &s) &&
			 str_eq(json_walk_text(&x->mem, raw), s));
		break;
	case JSON_IS_INT:
	case JSON_IS_REAL:
		PROPERTY(t == JSON_TOKEN_NUMBER && raw.n > 0);
		break;
	case JSON_IS_BOOL:
		PROPERTY(t == JSON_TOKEN_TRUE || t == JSON_TOKEN_FALSE);
		break;
	case JSON_IS_NULL:
		PROPERTY(t == JSON_TOKEN_NULL);
		break;
	}
}

/* What only one of the two looks at: doubled keys, numbers too large, NUL in a key. */
static bool other_reason(const struct err *err)
{
	static const char *const reason[] = { "duplicate", "too big", "too large", "overflow",
					      "NUL byte" };

	for (size_t i = 0; i < LEN(reason); i++)
		if (strstr(err->text, reason[i]))
			return true;
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct walked x = { 0 };
	struct json_doc *doc;
	struct err err = { 0 };
	struct str raw;
	enum json_token t;

	json_walk_init(&x.w, fuzz_str(data, n));
	if (json_parse(fuzz_str(data, n), IN_MAX, &doc, &err) == 0) {
		t = json_walk_next(&x.w, &raw, &x.err);
		compare(&x, t, raw, json_root(doc));
		PROPERTY(json_walk_next(&x.w, &raw, &x.err) == JSON_TOKEN_END);
		json_free(doc);
	} else if (n <= IN_MAX) {
		do
			t = json_walk_next(&x.w, &raw, &x.err);
		while (t != JSON_TOKEN_END && t != JSON_TOKEN_WRONG);
		PROPERTY(t == JSON_TOKEN_WRONG || other_reason(&err));
	}
	arena_done(&x.mem);
	return 0;
}
