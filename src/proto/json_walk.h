/* Walking through JSON token by token, each with its line and column, without a tree.
 *
 * For long documents from outside whose faults must be named by place. Strict (RFC 8259):
 * what base/json accepts is accepted here, except that nobody here looks for doubled keys;
 * the document is one object or array.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"

#include <stdint.h>

#define JSON_WALK_DEPTH_MAX 64

enum json_token {
	JSON_TOKEN_END,
	JSON_TOKEN_WRONG, /* and ever after */
	JSON_TOKEN_OBJECT,
	JSON_TOKEN_ARRAY,
	JSON_TOKEN_CLOSE, /* of the innermost object or array */
	JSON_TOKEN_KEY,
	JSON_TOKEN_STRING,
	JSON_TOKEN_NUMBER,
	JSON_TOKEN_TRUE,
	JSON_TOKEN_FALSE,
	JSON_TOKEN_NULL,
};

struct json_walk {
	struct str text;
	size_t at;
	size_t counted; /* columns are counted up to here */
	uint32_t line;  /* of the token told last */
	uint32_t col;
	unsigned depth;
	uint64_t in_object; /* bit per depth */
	uint8_t expect;
	uint32_t line_now, col_now;
};

void json_walk_init(struct json_walk *w, struct str text);

/* *raw: of keys and strings what stands between the quotes, of numbers their text. */
enum json_token json_walk_next(struct json_walk *w, struct str *raw, struct err *err);

/* The value that has just begun (`token`), to its end. JSON_TOKEN_WRONG, or anything else. */
enum json_token json_walk_skip(struct json_walk *w, enum json_token token, struct err *err);

/* A key or string without its escapes: a view, or a copy in `arena` where there are some. */
struct str json_walk_text(struct arena *arena, struct str raw);
