/* Well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. */
#pragma once

#include "base/str.h"

#include <stdint.h>

/* The length of the sequence at the start of `s`, which is not empty; 0 if it is ill-formed. */
size_t utf8_one(struct str s);

/* The place of the first octet that is not part of well-formed UTF-8, or n. */
size_t utf8_bad(struct str s);

/* The code point at the start of `s` if it is one that shows nothing and turns the direction of
 * what stands around it, or hides in it (U+061C, U+200B to U+200F, U+2028 to U+202E, U+2060 to
 * U+2069, U+FEFF): text of strangers must not do so unseen. Else 0. */
uint32_t utf8_unseen(struct str s);

/* How many cells of a terminal well-formed text takes: marks none, what East Asia writes and
 * pictures two, all else one. */
size_t utf8_cells(struct str s);
