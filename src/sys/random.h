/* Random octets nobody can guess: ports, ids, tokens. For tests and jitter see base/rng. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Fills `n` octets; never fails (the process leaves instead). */
void random_fill(void *p, size_t n);

/* The same a few octets at a time, out of a pool: for the id of every question. A process
 * that forks and goes on without exec would share the pool with its child: ours never do. */
uint16_t random_u16(void);
uint64_t random_u64(void);
