/* The addresses of one data set as runs: where the answer changes, and to what.
 *
 * Entries overlap and exclude each other by rules that differ from type to type; all that is
 * settled once, while loading, by one walk over their ends. What remains are sorted places
 * with the answer that holds from there on, so that a look-up is one binary search: IPv4 by a
 * table of the upper 16 bits and then among 16-bit ends, IPv6 among whole addresses.
 */
#pragma once

#include "base/err.h"
#include "base/ip.h"
#include "sweep/copy_values.h"

#include <stdbool.h>
#include <stdint.h>

#define COPY_OVERLAP_MAX 256 /* different values of one rank at one address */

struct copy_entry {
	struct ip_key lo, hi; /* both included */
	uint32_t answer;      /* COPY_ANSWER_EXCLUDED: not listed, whatever wider ones say */
	unsigned rank;        /* 0 to 128: the highest with an entry decides */
};

struct copy_runs;

/* IPv4 (keys below ::ffff:0:0/96) or IPv6. */
struct copy_runs *copy_runs_new(bool six);
void copy_runs_free(struct copy_runs *r);

void copy_runs_add(struct copy_runs *r, const struct copy_entry *e);

/* Settles everything; nothing is added afterwards. `first`: of several entries of one rank the
 * first alone holds, else all of them do, and an exclusion beats them. ERR_INPUT beyond a
 * limit. */
NODISCARD int copy_runs_settle(struct copy_runs *r, bool first, struct copy_values *values,
			       struct err *err);

/* The answer for an address of the runs' family. */
uint32_t copy_runs_find4(const struct copy_runs *r, uint32_t address);
uint32_t copy_runs_find6(const struct copy_runs *r, struct ip_key address);

/* The next place above `at` where the answer changes; false if there is none. */
bool copy_runs_next(const struct copy_runs *r, struct ip_key at, struct ip_key *next);

size_t copy_runs_octets(const struct copy_runs *r);
