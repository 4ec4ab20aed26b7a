/* A run of addresses of one family, both ends included: what people write as an address, a
 * prefix or "first-last". */
#pragma once

#include "base/ip.h"

#define RANGE_TEXT_MAX (2 * IP_TEXT_MAX + 1)

struct range {
	struct ip lo, hi;
};

/* "192.0.2.1", "192.0.2.0/24", "192.0.2.5-192.0.2.9" (blanks around the dash allowed), IPv6
 * alike; ::ffff:192.0.2.1 is read as 192.0.2.1. ERR_INPUT with what would be right: host bits
 * set, ends swapped or of two families, length too long. */
NODISCARD int range_parse(struct str text, struct range *out, struct err *err);

/* The shortest of the three forms. */
void range_fmt(struct buf *out, struct range r);
const char *range_text(struct range r, char *text); /* room for RANGE_TEXT_MAX + 1 */

struct range range_of_ip(struct ip ip);

/* The prefix of `bits` that holds `ip`. */
struct range range_of_prefix(struct ip ip, unsigned bits);

/* The prefix length if the range is one prefix, else -1. */
int range_bits(struct range r);

bool range_has(struct range r, struct ip ip);
bool range_within(struct range inner, struct range outer); /* inner lies in outer, or equals it */
bool range_overlaps(struct range a, struct range b);

/* How many addresses; UINT64_MAX stands for that many or more. */
uint64_t range_size(struct range r);

/* Which of two holds more addresses, exact for any size. */
int range_size_cmp(struct range a, struct range b);

/* The address `n` after r.lo; the caller knows that it is in the range. */
struct ip range_at(struct range r, uint64_t n);
