/* A bounded builder of octets.
 *
 * It grows up to the ceiling given at birth. What would pass the ceiling is not added at
 * all and sets `full`, which stays set: build on, ask once at the end.
 */
#pragma once

#include "base/attr.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *p;    /* n octets, not NUL-ended */
	size_t n;   /* octets in it */
	size_t cap; /* octets allocated */
	size_t max; /* ceiling for n */
	bool full;  /* something did not fit */
};

/* Empty, allocates nothing yet. */
void buf_init(struct buf *b, size_t max);

/* Frees; the buffer is as after buf_init. */
void buf_done(struct buf *b);

/* Empties, keeps the memory, clears `full`. */
void buf_clear(struct buf *b);

void buf_add(struct buf *b, struct str s);
void buf_byte(struct buf *b, char c);
PRINTF(2, 3) void buf_fmt(struct buf *b, const char *fmt, ...);

/* A view of what is in it, until the next change. */
struct str buf_str(const struct buf *b);

/* The content with a NUL behind it (not counted in n), until the next change. */
const char *buf_c(struct buf *b);

/* Drops the first `n` octets. */
void buf_eat(struct buf *b, size_t n);

/* Room for `n` octets more at the end, to be filled by the caller, who then adds to b->n;
 * NULL, and `full`, if that passes the ceiling. */
char *buf_room(struct buf *b, size_t n);
