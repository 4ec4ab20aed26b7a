/* The arena: a chain of chunks, the newest first, each at least twice the wish or 4 KiB. */
#include "base/arena.h"

#include "base/die.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_CHUNK = 4096, ARENA_CHUNK_MAX = 1 << 20, ARENA_ALIGN = 16 };

struct arena_chunk {
	struct arena_chunk *next;
	size_t used, size;
	_Alignas(ARENA_ALIGN) unsigned char mem[];
};

static struct arena_chunk *chunk_add(struct arena *a, size_t need)
{
	size_t size = a->head ? a->head->size * 2 : ARENA_CHUNK;
	struct arena_chunk *c;

	if (size > ARENA_CHUNK_MAX)
		size = ARENA_CHUNK_MAX;
	if (size < need)
		size = need;
	c = malloc(sizeof(*c) + size);
	if (!c)
		die("out of memory: %zu octets", size);
	c->next = a->head;
	c->used = 0;
	c->size = size;
	a->head = c;
	return c;
}

void *arena_new(struct arena *a, size_t count, size_t size)
{
	struct arena_chunk *c = a->head;
	size_t n;
	void *p;

	die_if(__builtin_mul_overflow(count, size, &n) || n > SIZE_MAX / 4);
	n = (n + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
	if (!c || c->size - c->used < n)
		c = chunk_add(a, n);
	p = c->mem + c->used;
	c->used += n;
	a->used += n;
	memset(p, 0, n);
	return p;
}

struct str arena_str(struct arena *a, struct str s)
{
	char *p = arena_new(a, s.n + 1, 1);

	if (s.n)
		memcpy(p, s.p, s.n);
	return (struct str){ p, s.n };
}

struct str arena_fmt(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	va_list again;
	int n;
	char *p;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	die_if(n < 0);
	p = arena_new(a, (size_t)n + 1, 1);
	vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return (struct str){ p, (size_t)n };
}

static void chunks_free(struct arena_chunk *c)
{
	while (c) {
		struct arena_chunk *next = c->next;

		free(c);
		c = next;
	}
}

void arena_clear(struct arena *a)
{
	if (a->head) {
		chunks_free(a->head->next);
		a->head->next = NULL;
		a->head->used = 0;
	}
	a->used = 0;
}

void arena_done(struct arena *a)
{
	chunks_free(a->head);
	*a = (struct arena){ 0 };
}
