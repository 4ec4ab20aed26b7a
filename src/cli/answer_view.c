/* Members of JSON objects as text. */
#include "cli/answer_view.h"

#include "base/buf.h"

#define LIST_MAX 4096

static struct str text_of(struct arena *arena, const struct json *v)
{
	struct str s;
	int64_t i;
	bool b;

	if (json_str(v, &s))
		return s;
	if (json_int(v, &i))
		return arena_fmt(arena, "%lld", (long long)i);
	if (json_bool(v, &b))
		return b ? STR("yes") : STR("no");
	return STR("");
}

struct str view_text(struct arena *arena, const struct json *object, const char *key)
{
	const struct json *v = json_get(object, key);

	return v ? text_of(arena, v) : STR("");
}

struct str view_or(struct arena *arena, const struct json *object, const char *key,
		   const char *none)
{
	struct str s = view_text(arena, object, key);

	return s.n ? s : str_of(none);
}

struct str view_list(struct arena *arena, const struct json *object, const char *key)
{
	const struct json *list = json_get(object, key);
	struct buf AUTO(buf_done) out;

	buf_init(&out, LIST_MAX);
	for (size_t i = 0; i < json_count(list); i++) {
		if (i > 0)
			buf_add(&out, STR("; "));
		buf_add(&out, text_of(arena, json_at(list, i)));
	}
	return arena_str(arena, buf_str(&out));
}
