/* Strict JSON reading on jansson. */
#include "base/json.h"

#include "base/die.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

struct json_doc {
	json_t *root;
};

/* A node is jansson's own value under a name that nobody else can look into. */
static json_t *node(const struct json *v)
{
	union {
		const struct json *view;
		json_t *own;
	} u = { .view = v };

	return u.own;
}

static const struct json *view(json_t *v)
{
	return (const struct json *)v;
}

/* Depth before parsing: jansson's own limit is 2048. Counts brackets outside strings. */
static bool too_deep(struct str text)
{
	size_t depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (quoted) {
			if (c == '\\')
				i++;
			else if (c == '"')
				quoted = false;
		} else if (c == '"') {
			quoted = true;
		} else if (c == '[' || c == '{') {
			if (++depth > JSON_DEPTH_MAX)
				return true;
		} else if ((c == ']' || c == '}') && depth) {
			depth--;
		}
	}
	return false;
}

int json_parse(struct str text, size_t max, struct json_doc **out, struct err *err)
{
	json_error_t why;
	json_t *root;

	*out = NULL;
	if (max > JSON_BYTES_MAX)
		max = JSON_BYTES_MAX;
	if (text.n > max)
		return err_set(err, ERR_INPUT, "JSON of %zu octets; at most %zu are read", text.n,
			       max);
	if (memchr(text.p ? text.p : "", 0, text.n))
		return err_set(err, ERR_INPUT, "JSON with a NUL octet in it");
	if (too_deep(text))
		return err_set(err, ERR_INPUT, "JSON is nested deeper than %d levels",
			       JSON_DEPTH_MAX);
	root = json_loadb(text.p ? text.p : "", text.n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL,
			  &why);
	if (!root)
		return err_set(err, ERR_INPUT, "line %d, column %d: %s", why.line, why.column,
			       why.text);
	*out = mem_new(1, sizeof(**out));
	(*out)->root = root;
	return 0;
}

void json_free(struct json_doc *doc)
{
	if (!doc)
		return;
	json_decref(doc->root);
	free(doc);
}

const struct json *json_root(const struct json_doc *doc)
{
	return view(doc->root);
}

enum json_kind json_kind(const struct json *v)
{
	if (!v)
		return JSON_IS_NULL;
	switch (json_typeof(node(v))) {
	case JSON_OBJECT:
		return JSON_IS_OBJECT;
	case JSON_ARRAY:
		return JSON_IS_ARRAY;
	case JSON_STRING:
		return JSON_IS_STRING;
	case JSON_INTEGER:
		return JSON_IS_INT;
	case JSON_REAL:
		return JSON_IS_REAL;
	case JSON_TRUE:
	case JSON_FALSE:
		return JSON_IS_BOOL;
	case JSON_NULL:
		break;
	}
	return JSON_IS_NULL;
}

const struct json *json_get(const struct json *v, const char *key)
{
	return v ? view(json_object_get(node(v), key)) : NULL;
}

size_t json_count(const struct json *v)
{
	if (json_kind(v) == JSON_IS_ARRAY)
		return json_array_size(node(v));
	return json_kind(v) == JSON_IS_OBJECT ? json_object_size(node(v)) : 0;
}

const struct json *json_at(const struct json *v, size_t i)
{
	return v ? view(json_array_get(node(v), i)) : NULL;
}

struct str json_key(const struct json *v, size_t i)
{
	void *iter;

	if (json_kind(v) != JSON_IS_OBJECT)
		return (struct str){ NULL, 0 };
	iter = json_object_iter(node(v));
	while (iter && i-- > 0)
		iter = json_object_iter_next(node(v), iter);
	return str_of(iter ? json_object_iter_key(iter) : NULL);
}

bool json_str(const struct json *v, struct str *out)
{
	if (json_kind(v) != JSON_IS_STRING)
		return false;
	*out = (struct str){ json_string_value(node(v)), json_string_length(node(v)) };
	return true;
}

bool json_int(const struct json *v, int64_t *out)
{
	if (json_kind(v) != JSON_IS_INT)
		return false;
	*out = json_integer_value(node(v));
	return true;
}

double json_number(const struct json *v)
{
	return v ? json_number_value(node(v)) : 0;
}

bool json_bool(const struct json *v, bool *out)
{
	if (json_kind(v) != JSON_IS_BOOL)
		return false;
	*out = json_is_true(node(v));
	return true;
}
