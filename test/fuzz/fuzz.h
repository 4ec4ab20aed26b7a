/* What every fuzz target includes: the function it is, and how it states its property.
 *
 * A target takes any octets, calls what it tests, and states with PROPERTY() at least one thing
 * that must hold beyond "does not crash": a round trip, an agreement, a bound. Octets handed in
 * are a heap block of exactly their size, so a read past the end is seen by the sanitizers.
 */
#pragma once

#include "base/str.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* libFuzzer and the replay both call it; always returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define PROPERTY(cond)                                                                             \
	do {                                                                                       \
		if (!(cond)) {                                                                     \
			fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #cond);  \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

static inline struct str fuzz_str(const uint8_t *data, size_t n)
{
	return (struct str){ (const char *)data, n };
}
