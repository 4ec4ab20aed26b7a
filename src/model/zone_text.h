/* Whether what somebody wrote can be the zone of a list. */
#pragma once

#include "base/err.h"
#include "base/str.h"

/* Octets without a final dot: what is left of 253 before which an IPv4 address fits. */
#define ZONE_TEXT_MAX 237
#define ZONE_LABEL_MAX 63

/* ERR_INPUT: the sentence says what is wrong, and does not repeat the text, which may hold a
 * key. */
NODISCARD int zone_text_check(struct str text, struct err *err);
