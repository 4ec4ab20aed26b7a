/* Well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. */
#pragma once

#include "base/str.h"

/* The length of the sequence at the start of `s`, which is not empty; 0 if it is ill-formed. */
size_t utf8_one(struct str s);

/* The place of the first octet that is not part of well-formed UTF-8, or n. */
size_t utf8_bad(struct str s);
