/* A cursor over text that remembers its first failure.
 *
 * After a failure every call gives zeros and moves nothing, so a parser reads straight
 * through and asks once at the end. `at` is where reading stands, for error messages.
 */
#pragma once

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct scan {
	struct str all;
	size_t at;
	bool bad;
};

struct scan scan_of(struct str s);

bool scan_end(const struct scan *s); /* nothing left, nothing failed */
struct str scan_rest(const struct scan *s);

/* The next octet without taking it; -1 at the end or after a failure. */
int scan_peek(const struct scan *s);

/* Takes `c` if it is next. */
bool scan_try(struct scan *s, char c);

/* Takes `c` or fails. */
void scan_want(struct scan *s, char c);

/* A decimal number of 1 to `digits` digits, at most `max`; fails otherwise. */
uint64_t scan_u64(struct scan *s, unsigned digits, uint64_t max);

/* Exactly `digits` decimal digits. */
uint64_t scan_fixed(struct scan *s, unsigned digits);

/* Blanks and tabs; returns how many. */
size_t scan_blanks(struct scan *s);

/* Up to the next blank, tab or end; may be empty. */
struct str scan_word(struct scan *s);

/* Up to `c` (not taken) or the end. */
struct str scan_until(struct scan *s, char c);
