/* The kernel's randomness, and a pool so that two octets do not cost a system call. */
#include "sys/random.h"

#include "base/die.h"

#include <string.h>
#include <unistd.h>

enum {
	POOL_SIZE = 2048,
	ENTROPY_MAX = 256, /* octets per call of getentropy */
};

static uint8_t pool[POOL_SIZE];
static size_t pool_left;

void random_fill(void *p, size_t n)
{
	uint8_t *at = p;

	while (n > 0) {
		size_t some = n < ENTROPY_MAX ? n : ENTROPY_MAX;

		die_if(getentropy(at, some) < 0);
		at += some;
		n -= some;
	}
}

/* What was handed out is wiped: a pool read later tells nothing about ids in use. */
static void take(void *out, size_t n)
{
	if (pool_left < n) {
		random_fill(pool, POOL_SIZE);
		pool_left = POOL_SIZE;
	}
	pool_left -= n;
	memcpy(out, pool + pool_left, n);
	memset(pool + pool_left, 0, n);
}

uint16_t random_u16(void)
{
	uint16_t v;

	take(&v, sizeof(v));
	return v;
}

uint64_t random_u64(void)
{
	uint64_t v;

	take(&v, sizeof(v));
	return v;
}
