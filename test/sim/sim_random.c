/* sys/random.h in a simulated world: secrets that are the same in every run of a seed. */
#include "sys/random.h"

#include "world.h"

#include <string.h>

void random_fill(void *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		((uint8_t *)p)[i] = (uint8_t)(rng_u64(world_secrets()) >> 32);
}

uint16_t random_u16(void)
{
	return (uint16_t)(rng_u64(world_secrets()) >> 32);
}

uint64_t random_u64(void)
{
	return rng_u64(world_secrets());
}
