/* Random histories of tenancies for tests: nested, moved, corrected, with gaps and ports. */
#pragma once

#include "base/rng.h"
#include "model/inventory.h"

#define HISTORY_DAY (INT64_C(86400) * 1000000)

struct history {
	struct tenancy tenancy[64];
	struct prefix prefix[6];
	size_t tenancies, prefixes;
};

UNUSED static struct range history_range(struct rng *rng)
{
	unsigned bits = (unsigned)rng_below(rng, 6);
	struct ip ip = ip4(192, 0, 2, (unsigned)rng_below(rng, 64));

	if (rng_below(rng, 4) == 0) {
		ip = (struct ip){
			16, {0x20, 1, 0xd, 0xb8}
		};
		ip.b[7] = (uint8_t)rng_below(rng, 16);
		return range_of_prefix(ip, 64 - bits);
	}
	if (rng_below(rng, 5) == 0) {
		struct range r = { ip, ip };

		r.hi.b[3] = (uint8_t)(r.hi.b[3] + rng_below(rng, 5));
		return r;
	}
	return range_of_prefix(ip, 32 - bits);
}

/* Times lie on a grid of five minutes over two days, so that boundaries meet and are near. */
UNUSED static struct instant history_time(struct rng *rng)
{
	return (struct instant){ 20000 * HISTORY_DAY +
				 (int64_t)rng_below(rng, 576) * 300 * 1000000 };
}

UNUSED static struct span history_gap(struct rng *rng)
{
	static const int64_t minutes[] = { 0, 0, 0, 0, 0, 10, 60, 600 };

	return SPAN_S(minutes[rng_below(rng, 8)] * 60);
}

UNUSED static struct tenancy history_tenancy(struct rng *rng, int64_t id)
{
	static const char *const customer[] = { "a", "b", "c", "d" };
	struct instant x = history_time(rng);
	struct instant y = history_time(rng);
	struct tenancy t = { .id = id,
			     .range = history_range(rng),
			     .ports = PORTS_ALL,
			     .use = (enum use)rng_below(rng, USE_COUNT),
			     .floating = rng_below(rng, 8) == 0,
			     .customer = str_of(customer[rng_below(rng, 4)]),
			     .known_from = history_time(rng),
			     .known_until = WHEN_NEVER };

	t.from = x.us < y.us ? x : y;
	t.until = x.us < y.us ? y : x;
	if (x.us == y.us)
		t.until.us += 300 * 1000000;
	if (rng_below(rng, 10) == 0)
		t.from = WHEN_EVER;
	if (rng_below(rng, 4) == 0)
		t.until = WHEN_NEVER;
	if (rng_below(rng, 10) == 0)
		t.ports = (struct ports){ (uint16_t)(rng_below(rng, 4) * 16384),
					  (uint16_t)(rng_below(rng, 4) * 16384 + 16383) };
	if (t.ports.lo > t.ports.hi)
		t.ports = PORTS_ALL;
	if (rng_below(rng, 6) == 0)
		t.known_until = instant_add(t.known_from, SPAN_S(86400));
	t.from_gap =
		rng_below(rng, 8) == 0 && t.from.us != INT64_MIN ? GAP_UNKNOWN : history_gap(rng);
	t.until_gap = history_gap(rng);
	return t;
}

UNUSED static void history_make(struct history *h, struct rng *rng)
{
	h->tenancies = rng_below(rng, LEN(h->tenancy) + 1);
	h->prefixes = rng_below(rng, LEN(h->prefix) + 1);
	for (size_t i = 0; i < h->tenancies; i++)
		h->tenancy[i] = history_tenancy(rng, (int64_t)i + 1);
	for (size_t i = 0; i < h->prefixes; i++)
		h->prefix[i] = (struct prefix){ .id = (int64_t)i + 1,
						.range = history_range(rng),
						.use = (enum use)rng_below(rng, USE_COUNT),
						.floating = rng_below(rng, 3) == 0 };
}
