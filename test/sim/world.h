/* The world a simulated program lives in: its time, what will happen when, its chance.
 *
 * One world per process at a time. Nothing in it depends on anything but the seed: the same
 * seed and the same calls give the same events in the same order, which world_hash() shows.
 */
#pragma once

#include "base/rng.h"
#include "base/str.h"
#include "base/when.h"

#include <stdbool.h>
#include <stdint.h>

#define WORLD_STEPS_MAX 50000000 /* events of one run; more are a program that never ends */

struct world_event;

typedef void world_fn(void *ctx);

void world_begin(uint64_t seed, struct instant start);
void world_end(void); /* what has not happened yet never will */

struct instant world_now(void);
struct span world_since(void);         /* since the beginning */
void world_clock_jump(struct span by); /* of world_now() alone; either way */

struct rng *world_chance(void);  /* for the network and the peers */
struct rng *world_secrets(void); /* what sys/random gives away; apart, so that a program that
				  * draws more numbers meets the same weather */

/* At the same moment, what was arranged first happens first. The event is gone once it has
 * happened or was called off. */
struct world_event *world_in(struct span d, world_fn *fn, void *ctx);

/* The same with something that is freed if the world ends first; otherwise it is fn's. */
struct world_event *world_carry(struct span d, world_fn *fn, void *load);

void world_call_off(struct world_event *e);

/* Goes on to the next event; false if there is none, or none before the limit. */
bool world_step(void);
void world_limit(struct span d);
bool world_overdue(void); /* something was to happen behind the limit */
uint64_t world_steps(void);

/* Notes something that happened; the hash of all of it tells two runs apart. */
void world_note(struct str what);
uint64_t world_hash(void);

/* Calls that can fail: the `nth` call of this name (from 1) will, once. */
void world_fail(const char *call, uint64_t nth);
bool world_fails(const char *call); /* asked by the call itself, each time */
bool world_failed(void);            /* did it come to that? */
