/* What is to be swept: runs of addresses, sorted and without overlaps, walked in steps.
 *
 * A list that speaks about single addresses is asked about each; one that speaks about
 * networks once per network, with the first of our addresses in it. IPv6 is never walked
 * address by address: a run is asked once per /64 it touches.
 */
#pragma once

#include "base/range.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TARGET_RANGES_MAX (1u << 20)
#define TARGET_V4_MAX (UINT64_C(1) << 24)    /* addresses in one sweep: a /8 */
#define TARGET_V6_MAX (UINT64_C(1) << 20)    /* networks of 64 bits in one sweep */
#define TARGET_TEXT_MAX (UINT64_C(64) << 20) /* octets of a file of prefixes */

struct target {
	struct range *range;
	size_t n, cap;
	bool sealed;
};

void target_init(struct target *t);
void target_done(struct target *t);

/* One address, prefix or range. */
NODISCARD int target_add(struct target *t, struct str text, struct err *err);

/* A text of many: one per line, '#' begins a comment, blanks are skipped. Errors name
 * `name` and the line. */
NODISCARD int target_add_lines(struct target *t, struct str text, const char *name,
			       struct err *err);

/* Sorts and merges; needed before walking. ERR_INPUT above the limits, with what to do. */
NODISCARD int target_seal(struct target *t, struct err *err);

bool target_has(const struct target *t, struct ip ip);

/* IPv4 addresses, and IPv6 networks of 64 bits. */
uint64_t target_count4(const struct target *t);
uint64_t target_count6(const struct target *t);

/* A walk in steps of one network of bits4 or bits6 bits (0: leave that family out). */
struct target_walk {
	unsigned bits4, bits6;
	size_t at;        /* range */
	struct ip next;   /* in it; len 0: its beginning */
	struct ip passed; /* last address of the network before, so that two runs in one
			   * network are asked once; len 0: none */
};

struct target_walk target_walk(unsigned bits4, unsigned bits6);

/* The next address to ask with, and the part of the run it stands for; false at the end. */
bool target_next(const struct target *t, struct target_walk *w, struct ip *ask,
		 struct range *stands_for);

/* How many steps a whole walk has. */
uint64_t target_steps(const struct target *t, unsigned bits4, unsigned bits6);
