/* Leaving the process, and allocation that leaves rather than fails. */
#include "base/die.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void die(const char *fmt, ...)
{
	va_list ap;

	fputs("fatal: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	abort();
}

void *mem_new(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size ? size : 1);

	if (!p)
		die("out of memory: %zu items of %zu octets", count, size);
	return p;
}

void *mem_grow(void *p, size_t count, size_t size)
{
	void *grown = reallocarray(p, count ? count : 1, size ? size : 1);

	if (!grown)
		die("out of memory: %zu items of %zu octets", count, size);
	return grown;
}
