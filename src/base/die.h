/* Leaving the process when going on would be wrong: memory exhausted, our own code broken.
 *
 * Never for anything that comes from outside: bytes, files and peers get an error.
 */
#pragma once

#include "base/attr.h"

#include <stddef.h>

/* Writes one line to standard error and aborts. */
NORETURN PRINTF(1, 2) void die(const char *fmt, ...);

#define die_if(cond)                                                                               \
	do {                                                                                       \
		if (cond)                                                                          \
			die("%s:%d: %s", __FILE__, __LINE__, #cond);                               \
	} while (0)

/* Memory that is there: like calloc and realloc, but they leave instead of failing.
 * `count * size` is checked for overflow. */
void *mem_new(size_t count, size_t size);
void *mem_grow(void *p, size_t count, size_t size);
