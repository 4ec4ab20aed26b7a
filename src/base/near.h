/* "Did you mean": the known word that somebody probably meant. */
#pragma once

#include "base/str.h"

/* The word among `n` that is nearest to `text`, without regard to case; NULL if none is near:
 * at most one slip in words up to 4 octets, two in longer ones, three from 10 on. A slip is an
 * octet added, missing, wrong, or two swapped. */
const char *near_word(struct str text, const char *const *word, size_t n);
