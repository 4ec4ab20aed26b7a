/* Reading the hub's JSON for people: members as text, nothing as a dash. */
#pragma once

#include "base/arena.h"
#include "base/json.h"

/* The member as text: strings as they are, numbers and truth spelt out, null and none "". */
struct str view_text(struct arena *arena, const struct json *object, const char *key);

/* The same, and `none` instead of nothing. */
struct str view_or(struct arena *arena, const struct json *object, const char *key,
		   const char *none);

/* Items of a list of strings, joined by "; ". */
struct str view_list(struct arena *arena, const struct json *object, const char *key);
