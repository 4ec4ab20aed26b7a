/* What every unit test includes: cmocka and comparisons of our own types. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above before it */
#include <cmocka.h>

#include "base/attr.h"
#include "base/str.h"

#include <stdlib.h>
#include <string.h>

#define assert_str(got, want) unit_assert_str((got), str_of(want), __FILE__, __LINE__)

UNUSED static void unit_assert_str(struct str got, struct str want, const char *file, int line)
{
	if (str_eq(got, want))
		return;
	print_error("got \"%.*s\", want \"%.*s\"\n", STR_ARG(got), STR_ARG(want));
	_fail(file, line);
}

/* Of so many made-up cases the share that is to be tried: all, or 1 of UNIT_SHARE (of the
 * environment) where each takes very long. */
UNUSED static unsigned unit_share(unsigned n)
{
	const char *share = getenv("UNIT_SHARE");
	unsigned by = share ? (unsigned)strtoul(share, NULL, 10) : 1;

	return by > 1 ? (n + by - 1) / by : n;
}

/* A copy in a heap block of exactly its size, so that a sanitizer sees a read past the end. */
UNUSED static struct str unit_exact(struct str s)
{
	char *p = malloc(s.n ? s.n : 1);

	assert_non_null(p);
	memcpy(p, s.n ? s.p : "", s.n);
	return (struct str){ p, s.n };
}
