/* The bounded builder: grows by doubling up to its ceiling. */
#include "base/buf.h"

#include "base/die.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUF_FIRST = 64 };

void buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){ .max = max };
}

void buf_done(struct buf *b)
{
	free(b->p);
	buf_init(b, b->max);
}

void buf_clear(struct buf *b)
{
	b->n = 0;
	b->full = false;
}

char *buf_room(struct buf *b, size_t n)
{
	if (n > b->max - b->n) {
		b->full = true;
		return NULL;
	}
	if (b->n + n + 1 > b->cap) { /* one more, so that buf_c has its place */
		size_t cap = b->cap ? b->cap * 2 : BUF_FIRST;

		if (cap < b->n + n + 1)
			cap = b->n + n + 1;
		b->p = mem_grow(b->p, cap, 1);
		b->cap = cap;
	}
	return b->p + b->n;
}

void buf_add(struct buf *b, struct str s)
{
	char *at = buf_room(b, s.n);

	if (!at || s.n == 0)
		return;
	memcpy(at, s.p, s.n);
	b->n += s.n;
}

void buf_byte(struct buf *b, char c)
{
	buf_add(b, (struct str){ &c, 1 });
}

void buf_fmt(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	va_list again;
	int n;
	char *at;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	die_if(n < 0);
	at = buf_room(b, (size_t)n);
	if (at) {
		vsnprintf(at, (size_t)n + 1, fmt, again);
		b->n += (size_t)n;
	}
	va_end(again);
}

struct str buf_str(const struct buf *b)
{
	return (struct str){ b->p ? b->p : "", b->n };
}

const char *buf_c(struct buf *b)
{
	if (!b->p)
		return "";
	b->p[b->n] = '\0';
	return b->p;
}

void buf_eat(struct buf *b, size_t n)
{
	if (n > b->n)
		n = b->n;
	if (n == 0)
		return;
	b->n -= n;
	memmove(b->p, b->p + n, b->n);
}
