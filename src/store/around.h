/* Which stored ranges cover an address, without looking at all of them.
 *
 * Each range is kept with the length of the smallest block that covers it. Ranges with the
 * same block, unless they are the whole of it, lie across its middle: so few share one.
 * What overlaps a range and has a block of `bits` begins between the start of the block
 * around the range's first address and the range's last.
 */
#pragma once

#include "base/range.h"

#define AROUND_RAW 16

struct around {
	uint8_t first[AROUND_RAW]; /* lo is not before this */
	uint8_t last[AROUND_RAW];  /* nor after this */
	uint8_t least[AROUND_RAW]; /* and hi not before this */
};

/* The length of the smallest block of the 16-octet space that covers it: 0 to 128. */
unsigned around_bits(struct range r);

/* Where lo and hi of those that overlap `r` can be, among those of length `bits`. */
void around_bounds(struct range r, unsigned bits, struct around *out);
