/* Who held an address: look-ups a second among a million tenancies, beside a plain binary search
 * over sorted intervals of the same run.
 *
 *	holder_bench [TENANCIES]
 *
 * Prints name=value lines. The plain search knows one holder per address and no time at all:
 * what anybody would write first. Answers are compared on a part of the questions.
 */
#include "base/die.h"
#include "base/rng.h"
#include "model/holder_index.h"
#include "sys/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ASKS 4000000
#define ROUNDS 3
#define YEAR (INT64_C(365) * 86400 * 1000000)
#define NOW (INT64_C(1795500000) * 1000000)

struct data {
	struct tenancy *tenancy;
	struct prefix prefix[64];
	struct inventory inv;
	struct holder_ask *ask;
};

/* CPU time: what others do on the machine is not counted. */
static struct span cpu_now(void)
{
	struct clock_cpu cpu = clock_cpu();

	return SPAN_US(cpu.user.us + cpu.sys.us);
}

static double seconds_since(struct span start)
{
	return (double)(cpu_now().us - start.us) / 1e6;
}

static void say(const char *name, double value)
{
	printf("%s=%.6g\n", name, value);
}

/* One place's life: one to four holders, one after the other over three years; one place in
 * fifty is free today. */
static size_t live(struct data *d, size_t n, size_t max, struct range range, struct rng *rng)
{
	size_t holders = 1 + rng_below(rng, 4);
	int64_t at = NOW - 3 * YEAR + (int64_t)rng_below(rng, (uint64_t)YEAR);

	for (size_t i = 0; i < holders && n < max; i++, n++) {
		struct tenancy *t = &d->tenancy[n];

		*t = (struct tenancy){ .id = (int64_t)n + 1,
				       .range = range,
				       .ports = PORTS_ALL,
				       .from = { at },
				       .known_until = WHEN_NEVER };
		at += 1 + (int64_t)rng_below(rng, (uint64_t)YEAR / 2);
		t->until = i + 1 < holders || rng_below(rng, 50) == 0 ? (struct instant){ at }
								      : WHEN_NEVER;
	}
	return n;
}

/* Half of the places single IPv4 addresses, the rest small prefixes and IPv6 networks; every
 * /16 lies within a reseller's. */
static void make(struct data *d, size_t max)
{
	struct rng rng = rng_of(1);
	uint32_t v4 = 10u << 24;
	uint64_t v6 = 0;
	size_t n = 0;

	d->tenancy = mem_new(max, sizeof(*d->tenancy));
	while (n < max) {
		struct ip ip = ip4(v4 >> 24, v4 >> 16 & 255, v4 >> 8 & 255, v4 & 255);
		uint64_t dice = rng_below(&rng, 10);
		struct ip net = {
			16, {0x20, 1, 0xd, 0xb8}
		};

		if ((v4 & 0xffff) == 0)
			n = live(d, n, max, range_of_prefix(ip, 16), &rng);
		if (dice < 6) {
			n = live(d, n, max, range_of_ip(ip), &rng);
			v4++;
		} else if (dice < 8) {
			v4 = (v4 + 7) & ~7u;
			ip = ip4(v4 >> 24, v4 >> 16 & 255, v4 >> 8 & 255, v4 & 255);
			n = live(d, n, max, range_of_prefix(ip, 29), &rng);
			v4 += 8;
		} else {
			for (int i = 0; i < 4; i++)
				net.b[7 - i] = (uint8_t)(v6 >> 8 * i);
			n = live(d, n, max, range_of_prefix(net, 64), &rng);
			v6 += 1 + rng_below(&rng, 3);
		}
	}
	for (unsigned i = 0; i < LEN(d->prefix); i++)
		d->prefix[i].range = range_of_prefix(ip4(10, i, 0, 0), 16);
	d->inv = (struct inventory){ .tenancy = d->tenancy,
				     .tenancies = max,
				     .prefix = d->prefix,
				     .prefixes = LEN(d->prefix) };
}

/* Questions about held addresses at random times of the last year, as complaints are. */
static void make_asks(struct data *d)
{
	struct rng rng = rng_of(2);

	d->ask = mem_new(ASKS, sizeof(*d->ask));
	for (size_t i = 0; i < ASKS; i++) {
		const struct tenancy *t = &d->tenancy[rng_below(&rng, d->inv.tenancies)];
		uint64_t size = range_size(t->range);

		d->ask[i] = (struct holder_ask){
			.ip = range_at(t->range, rng_below(&rng, size)),
			.port = HOLDER_PORT_ANY,
			.at = { NOW - (int64_t)rng_below(&rng, (uint64_t)YEAR) },
			.known_at = WHEN_NEVER,
			.skew = { -1 },
		};
	}
}

/* The plain way: intervals sorted by address, no nesting, no time. */
struct plain {
	struct ip_key *lo, *hi;
	uint32_t *who;
	size_t n;
};

static int by_range(const void *a, const void *b, void *tenancy)
{
	const struct tenancy *t = tenancy;

	return ip_cmp(t[*(const uint32_t *)a].range.lo, t[*(const uint32_t *)b].range.lo);
}

static struct plain plain_of(const struct data *d)
{
	size_t n = d->inv.tenancies;
	struct plain p = { .lo = mem_new(n, sizeof(*p.lo)),
			   .hi = mem_new(n, sizeof(*p.hi)),
			   .who = mem_new(n, sizeof(*p.who)),
			   .n = n };

	for (size_t i = 0; i < n; i++)
		p.who[i] = (uint32_t)i;
	qsort_r(p.who, n, sizeof(*p.who), by_range, d->tenancy);
	for (size_t i = 0; i < n; i++) {
		p.lo[i] = ip_key(d->tenancy[p.who[i]].range.lo);
		p.hi[i] = ip_key(d->tenancy[p.who[i]].range.hi);
	}
	return p;
}

static int64_t plain_find(const struct plain *p, struct ip ip)
{
	struct ip_key key = ip_key(ip);
	size_t lo = 0;
	size_t hi = p->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (ip_key_cmp(p->lo[mid], key) <= 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo && ip_key_cmp(key, p->hi[lo - 1]) <= 0 ? (int64_t)p->who[lo - 1] : -1;
}

static double time_plain(const struct data *d, const struct plain *p)
{
	struct span start = cpu_now();
	int64_t sum = 0;

	for (size_t i = 0; i < ASKS; i++)
		sum += plain_find(p, d->ask[i].ip);
	die_if(sum == 0);
	return ASKS / seconds_since(start);
}

static double time_index(const struct data *d, const struct holder_index *index, size_t *held)
{
	struct span start = cpu_now();
	struct holder_answer a;

	*held = 0;
	for (size_t i = 0; i < ASKS; i++) {
		holder_index_find(index, &d->ask[i], &a);
		*held += a.kind == HOLDER_HELD;
	}
	return ASKS / seconds_since(start);
}

/* As attribution does it: a batch of questions at a time. */
static double time_batches(const struct data *d, const struct holder_index *index)
{
	enum { BATCH = 200 };
	static struct holder_answer answer[BATCH];
	struct span start = cpu_now();
	size_t held = 0;

	for (size_t i = 0; i + BATCH <= ASKS; i += BATCH) {
		holder_index_find_all(index, d->ask + i, BATCH, answer);
		for (size_t k = 0; k < BATCH; k++)
			held += answer[k].kind == HOLDER_HELD;
	}
	die_if(held == 0);
	return ASKS / seconds_since(start);
}

/* A part of the questions, asked of those tenancies that cover the address. */
static void compare(const struct data *d, const struct holder_index *index)
{
	enum { SAMPLE = 200, ROOM = 256 };

	for (size_t i = 0; i < SAMPLE; i++) {
		const struct holder_ask *ask = &d->ask[i * (ASKS / SAMPLE)];
		const struct tenancy *all[ROOM];
		struct holder_answer want;
		struct holder_answer got;
		size_t n = 0;

		for (size_t k = 0; k < d->inv.tenancies && n < ROOM; k++)
			if (range_has(d->tenancy[k].range, ask->ip))
				all[n++] = &d->tenancy[k];
		holder_decide(all, n, holder_prefix(d->prefix, LEN(d->prefix), ask->ip), ask,
			      &want);
		holder_index_find(index, ask, &got);
		if (want.kind != got.kind || want.n != got.n ||
		    (want.n && (want.share[0].tenancy != got.share[0].tenancy ||
				want.share[0].odds != got.share[0].odds)))
			die("question %zu: the index does not answer as the tenancies do", i);
	}
}

static double best(double a, double b)
{
	return a > b ? a : b;
}

int main(int argc, char **argv)
{
	size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000;
	struct holder_index *index;
	struct data d = { 0 };
	struct plain plain;
	struct span start;
	double fast = 0;
	double slow = 0;
	double many = 0;
	size_t held = 0;

	make(&d, n);
	make_asks(&d);
	plain = plain_of(&d);
	start = cpu_now();
	index = holder_index_new(&d.inv);
	say("build_s", seconds_since(start));
	for (int i = 0; i < ROUNDS; i++) {
		slow = best(slow, time_plain(&d, &plain));
		fast = best(fast, time_index(&d, index, &held));
		many = best(many, time_batches(&d, index));
	}
	compare(&d, index);
	say("tenancies", (double)n);
	say("index_mb", (double)holder_index_size(index) / 1e6);
	say("held_share", (double)held / ASKS);
	say("lookups_per_s", many);
	say("lookups_one_by_one_per_s", fast);
	say("plain_search_per_s", slow);
	say("ratio", many / slow);
	say("ratio_one_by_one", fast / slow);
	printf("%s\n", many >= 5e6 ? "reached: 5 million a second" : "missed: 5 million a second");
	holder_index_free(index);
	free(plain.lo);
	free(plain.hi);
	free(plain.who);
	free(d.tenancy);
	free(d.ask);
	return 0;
}
