/* JSON from outside, read strictly: no duplicate keys, depth and size capped.
 *
 * A thin face over jansson (reference-counted trees stay hidden): a document owns all its
 * nodes, a node is a view that lives as long as the document.
 */
#pragma once

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JSON_BYTES_MAX (256u << 20) /* the largest document anybody may ask for */
#define JSON_DEPTH_MAX 64

struct json_doc;
struct json; /* one value in a document; never owned */

enum json_kind {
	JSON_IS_NULL,
	JSON_IS_BOOL,
	JSON_IS_INT,
	JSON_IS_REAL,
	JSON_IS_STRING,
	JSON_IS_ARRAY,
	JSON_IS_OBJECT,
};

/* ERR_INPUT with line and column. `max` is the caller's own ceiling in octets. */
NODISCARD int json_parse(struct str text, size_t max, struct json_doc **out, struct err *err);
void json_free(struct json_doc *doc);

const struct json *json_root(const struct json_doc *doc);
enum json_kind json_kind(const struct json *v); /* NULL is JSON_IS_NULL */

/* NULL if `v` is no object or has no such key. */
const struct json *json_get(const struct json *v, const char *key);

size_t json_count(const struct json *v); /* items of an array, keys of an object, else 0 */
const struct json *json_at(const struct json *v, size_t i);

/* The n-th key of an object in the order written; p NULL past the end. Linear in n. */
struct str json_key(const struct json *v, size_t i);

bool json_str(const struct json *v, struct str *out); /* false if it is another type */
bool json_int(const struct json *v, int64_t *out);
bool json_bool(const struct json *v, bool *out);
double json_number(const struct json *v); /* of a number; 0 if it is another type */
