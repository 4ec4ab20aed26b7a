/* Time that moves only from event to event, kept in a heap. */
#include "world.h"

#include "base/die.h"

#include <stdlib.h>
#include <string.h>

struct world_event {
	int64_t at; /* microseconds since the beginning */
	uint64_t order;
	world_fn *fn; /* NULL: called off */
	void *ctx;
	bool load; /* ctx is freed at the end of the world */
};

static struct {
	struct instant start;
	int64_t now, limit;
	bool overdue;
	struct rng chance, secrets;
	struct world_event **heap;
	size_t n, cap;
	uint64_t made, steps, hash;
	const char *fail;
	uint64_t fail_in;
	bool failed;
} world;

void world_begin(uint64_t seed, struct instant start)
{
	memset(&world, 0, sizeof(world));
	world.start = start;
	world.limit = INT64_MAX;
	world.chance = rng_of(seed);
	world.secrets = rng_of(seed ^ UINT64_C(0x5eed5eed5eed5eed));
	world.hash = UINT64_C(0xcbf29ce484222325);
}

void world_end(void)
{
	for (size_t i = 0; i < world.n; i++) {
		if (world.heap[i]->load)
			free(world.heap[i]->ctx);
		free(world.heap[i]);
	}
	free(world.heap);
	world.heap = NULL;
	world.n = world.cap = 0;
}

struct instant world_now(void)
{
	return instant_add(world.start, SPAN_US(world.now));
}

void world_clock_jump(struct span by)
{
	world.start = instant_add(world.start, by);
}

struct span world_since(void)
{
	return SPAN_US(world.now);
}

struct rng *world_chance(void)
{
	return &world.chance;
}

struct rng *world_secrets(void)
{
	return &world.secrets;
}

static bool before(const struct world_event *a, const struct world_event *b)
{
	return a->at != b->at ? a->at < b->at : a->order < b->order;
}

static void rise(size_t i)
{
	struct world_event *e = world.heap[i];

	while (i > 0 && before(e, world.heap[(i - 1) / 2])) {
		world.heap[i] = world.heap[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	world.heap[i] = e;
}

static void sink(size_t i)
{
	struct world_event *e = world.heap[i];

	for (;;) {
		size_t child = 2 * i + 1;

		if (child + 1 < world.n && before(world.heap[child + 1], world.heap[child]))
			child++;
		if (child >= world.n || !before(world.heap[child], e))
			break;
		world.heap[i] = world.heap[child];
		i = child;
	}
	world.heap[i] = e;
}

struct world_event *world_in(struct span d, world_fn *fn, void *ctx)
{
	struct world_event *e = mem_new(1, sizeof(*e));

	*e = (struct world_event){ world.now, world.made++, fn, ctx, false };
	if (d.us > 0 && __builtin_add_overflow(world.now, d.us, &e->at))
		e->at = INT64_MAX;
	if (world.n == world.cap) {
		world.cap = world.cap ? world.cap * 2 : 64;
		world.heap = mem_grow(world.heap, world.cap, sizeof(struct world_event *));
	}
	world.heap[world.n] = e;
	rise(world.n++);
	return e;
}

struct world_event *world_carry(struct span d, world_fn *fn, void *load)
{
	struct world_event *e = world_in(d, fn, load);

	e->load = true;
	return e;
}

void world_call_off(struct world_event *e)
{
	if (e)
		e->fn = NULL;
}

void world_limit(struct span d)
{
	world.limit = d.us;
}

bool world_overdue(void)
{
	return world.overdue;
}

bool world_step(void)
{
	while (world.n > 0 && !world.overdue) {
		struct world_event *e = world.heap[0];
		struct world_event copy = *e;

		if (e->fn && e->at > world.limit) {
			world.overdue = true;
			break;
		}
		world.heap[0] = world.heap[--world.n];
		if (world.n > 0)
			sink(0);
		free(e);
		if (!copy.fn)
			continue;
		if (++world.steps > WORLD_STEPS_MAX)
			die("the simulation does not end");
		world.now = copy.at;
		copy.fn(copy.ctx);
		return true;
	}
	return false;
}

uint64_t world_steps(void)
{
	return world.steps;
}

void world_note(struct str what)
{
	uint64_t h = world.hash ^ (uint64_t)world.now;

	for (size_t i = 0; i < what.n; i++)
		h = (h ^ (uint8_t)what.p[i]) * UINT64_C(0x100000001b3);
	world.hash = h * UINT64_C(0x100000001b3);
}

uint64_t world_hash(void)
{
	return world.hash;
}

void world_fail(const char *call, uint64_t nth)
{
	world.fail = call;
	world.fail_in = nth;
	world.failed = false;
}

bool world_fails(const char *call)
{
	if (!world.fail || strcmp(world.fail, call) != 0 || world.fail_in == 0)
		return false;
	if (--world.fail_in > 0)
		return false;
	world.failed = true;
	return true;
}

bool world_failed(void)
{
	return world.failed;
}
