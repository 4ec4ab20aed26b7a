/* The items of an array in an answer, one per line, as scripts want them. */
#pragma once

#include "cli/cli.h"

/* Prints every object of the array `key` of the answer as it stands. ERR_INPUT: the hub's
 * answer has no such thing. */
NODISCARD int answer_lines(struct str json, const char *key, struct err *err);
