/* Counts by name: how many messages, and with what fate, per sender or per account.
 *
 * Rows are found by name through a hash table and never leave; names beyond the ceiling share the
 * last row. A row is known by its number, which stays.
 */
#pragma once

#include "base/arena.h"
#include "base/str.h"

#include <stdint.h>

#define TALLY_NAME_MAX 512 /* octets of a name that are kept */
#define TALLY_ROWS_MAX (1u << 24)
#define TALLY_NONE UINT32_MAX /* no row */

struct tally_counts {
	uint64_t messages, sent, deferred, bounced;
	uint64_t delay_ms; /* the sum of those sent */
};

struct tally_row {
	struct str name;
	uint8_t kind; /* the caller's: same names of different kinds are different rows */
	uint64_t hash;
	struct tally_counts n;
	uint64_t delay_max_ms; /* also of what was taken off again */
};

struct tally {
	struct tally_row *row;
	uint32_t rows, room, max;
	uint32_t *slot; /* row + 1, 0: free */
	uint32_t slots; /* a power of two */
	uint64_t seed;
	uint64_t turned_away; /* namings that found no room */
	struct arena names;
};

/* At most `max` rows, the last of them for all that found no room. Who does not know the seed
 * cannot choose names that are slow to find. */
void tally_init(struct tally *t, uint32_t max, uint64_t seed);
void tally_done(struct tally *t);

/* The row of that name, which is made if need be. */
uint32_t tally_of(struct tally *t, struct str name, uint8_t kind);

/* Adds to a row, or takes off it what was added. The row may be TALLY_NONE. */
void tally_add(struct tally *t, uint32_t row, const struct tally_counts *n);
void tally_take(struct tally *t, uint32_t row, const struct tally_counts *n);

/* One of those counted took so long. The row may be TALLY_NONE. */
void tally_longest(struct tally *t, uint32_t row, uint64_t delay_ms);

/* Numbers of the rows that count something, those with most messages first. As many as `rows`. */
uint32_t *tally_order(const struct tally *t, struct arena *arena, uint32_t *n);
