/* Memory with one end: allocated piece by piece, given back all at once.
 *
 * Who passes the arena owns the result. Allocation never fails (the process leaves
 * instead), so what is allocated for outsiders must be bounded by the caller first.
 */
#pragma once

#include "base/str.h"

#include <stddef.h>

struct arena_chunk;

struct arena {
	struct arena_chunk *head;
	size_t used; /* octets handed out since the last clear */
};

/* An empty arena is all zeros: struct arena a = { 0 }. */
void arena_clear(struct arena *a); /* everything is gone; keeps one chunk for the next turn */
void arena_done(struct arena *a);  /* everything is gone, and the memory is given back */

/* Zeroed, aligned for anything. `count * size` is checked for overflow. */
void *arena_new(struct arena *a, size_t count, size_t size);

/* A copy that lives as long as the arena. A NUL stands behind it. */
struct str arena_str(struct arena *a, struct str s);

PRINTF(2, 3) struct str arena_fmt(struct arena *a, const char *fmt, ...);
