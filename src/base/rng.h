/* Random numbers for jitter, choice and tests: seeded by the caller, fast, not secret.
 *
 * What an attacker must not guess (ports, ids, tokens) comes from sys/random instead.
 */
#pragma once

#include <stdint.h>

struct rng {
	uint64_t s[2];
};

struct rng rng_of(uint64_t seed);
uint64_t rng_u64(struct rng *r);
uint64_t rng_below(struct rng *r, uint64_t n); /* 0 to n - 1; n is not 0 */
