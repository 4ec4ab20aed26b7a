/* A view of octets that belong to somebody else: never NUL-counted, may hold any octet.
 *
 * A view lives no longer than what it looks into. Passed and returned by value.
 */
#pragma once

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct str {
	const char *p;
	size_t n;
};

#define STR(literal) ((struct str){ "" literal, sizeof(literal) - 1 })

/* The same as an initialiser of something static. */
#define STR_INIT(literal)                                                                          \
	{                                                                                          \
		"" literal, sizeof(literal) - 1                                                    \
	}

/* For "%.*s" in a format. */
#define STR_ARG(s) ((int)(s).n), ((s).p ? (s).p : "")

/* A view of a C string that is ours or the kernel's (argv, environment, a literal). */
struct str str_of(const char *c);

bool str_eq(struct str a, struct str b);
bool str_eq_nocase(struct str a, struct str b); /* ASCII only */
int str_cmp(struct str a, struct str b);        /* octet order, the shorter first */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);

/* Without blanks, tabs, CR and LF at both ends. */
struct str str_trim(struct str s);

/* Takes off *s what stands before `sep` and `sep` itself; without `sep` all of it.
 * False, and *head untouched, once *s is exhausted (p is NULL then). "a,,b" gives
 * "a", "", "b"; "" gives "" once. */
bool str_cut(struct str *s, char sep, struct str *head);

/* The place of the first `c`, or n. */
size_t str_find(struct str s, char c);

/* A whole decimal number without sign or blanks; false if it is none or above `max`. */
bool str_u64(struct str s, uint64_t max, uint64_t *out);

/* The octets from `from` on, at most `n` of them; clipped to what is there. */
struct str str_sub(struct str s, size_t from, size_t n);
