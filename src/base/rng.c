/* xoroshiro128+ (Blackman and Vigna, 2018), seeded through splitmix64. */
#include "base/rng.h"

static uint64_t splitmix(uint64_t *x)
{
	uint64_t z = (*x += 0x9e3779b97f4a7c15u);

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static uint64_t rotl(uint64_t v, unsigned n)
{
	return v << n | v >> (64 - n);
}

struct rng rng_of(uint64_t seed)
{
	struct rng r;

	r.s[0] = splitmix(&seed);
	r.s[1] = splitmix(&seed);
	return r;
}

uint64_t rng_u64(struct rng *r)
{
	uint64_t a = r->s[0];
	uint64_t b = r->s[1];
	uint64_t sum = a + b;

	b ^= a;
	r->s[0] = rotl(a, 24) ^ b ^ b << 16;
	r->s[1] = rotl(b, 37);
	return sum;
}

uint64_t rng_below(struct rng *r, uint64_t n)
{
	uint64_t spill = (UINT64_MAX - n + 1) % n; /* refuse the short last round */
	uint64_t v;

	do {
		v = rng_u64(r);
	} while (v < spill);
	return v % n;
}
