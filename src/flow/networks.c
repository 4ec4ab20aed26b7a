/* Counting networks, and those new within an hour. */
#include "flow/networks.h"

#include "model/name_map.h"

#include <stdlib.h>

enum { ADDRESSES_MAX = 4096 }; /* of one account that are looked at */

struct ip network_of(struct ip address)
{
	struct ip net = address;

	for (int i = address.len == 4 ? 3 : 6; i < address.len; i++)
		net.b[i] = 0;
	return net;
}

struct seen {
	struct ip net;
	uint16_t slot;
	struct instant first;
};

/* The networks of one account, each once, and by slots where they stand. */
struct bag {
	struct seen seen[ADDRESSES_MAX];
	uint16_t slot[2 * ADDRESSES_MAX]; /* number + 1; 0: free */
};

static uint16_t *slot_of(struct bag *bag, struct ip net)
{
	uint64_t hash = name_hash((struct str){ (const char *)net.b, net.len }, 0);
	uint32_t at = (uint32_t)(hash >> 32) % LEN(bag->slot);

	while (bag->slot[at] && !ip_eq(bag->seen[bag->slot[at] - 1].net, net))
		at = (at + 1) % (uint32_t)LEN(bag->slot);
	return &bag->slot[at];
}

static void empty(struct bag *bag, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		bag->slot[bag->seen[i].slot] = 0;
}

static int by_time(const void *a, const void *b)
{
	return instant_cmp(((const struct seen *)a)->first, ((const struct seen *)b)->first);
}

/* Rows stand in the order they were first seen, and that is nearly always by time. */
static void sort(struct seen *seen, uint32_t n)
{
	for (uint32_t i = 1; i < n; i++)
		if (by_time(&seen[i - 1], &seen[i]) > 0) {
			qsort(seen, n, sizeof(*seen), by_time);
			return;
		}
}

static void add_country(struct networks *net, uint16_t code)
{
	if (code == 0 || net->countries == NETWORKS_COUNTRIES_MAX)
		return;
	for (uint32_t i = 0; i < net->countries; i++)
		if (net->country[i] == code)
			return;
	net->country[net->countries++] = code;
}

/* The most that were first seen within an hour, and where these are. */
static void most_new(struct networks *net, struct seen *seen, const struct network_country *where)
{
	uint32_t from = 0, best = 0;

	sort(seen, net->n);
	for (uint32_t i = 0; i < net->n; i++) {
		while (instant_since(seen[i].first, seen[from].first).us >
		       SPAN_S(NETWORKS_WINDOW_S).us)
			from++;
		if (i - from + 1 <= net->most)
			continue;
		net->most = i - from + 1;
		net->when = seen[from].first;
		best = from;
		net->within = instant_since(seen[i].first, seen[from].first);
	}
	for (uint32_t i = 0; where->code && i < net->most; i++)
		add_country(net, where->code(where->ctx, seen[best + i].net));
}

static void add(struct networks *net, struct bag *bag, const struct login *row)
{
	struct ip network = network_of(row->address);
	uint16_t *slot;

	net->ok += row->ok;
	net->failed += row->failed;
	net->mails += row->mails;
	if (row->ok + row->mails == 0 || row->address.len == 0)
		return;
	if (row->failed > net->guessed)
		net->guessed = row->failed;
	slot = slot_of(bag, network);
	if (*slot && instant_cmp(row->first, bag->seen[*slot - 1].first) < 0)
		bag->seen[*slot - 1].first = row->first;
	if (*slot || net->n == ADDRESSES_MAX)
		return;
	bag->seen[net->n] = (struct seen){ network, (uint16_t)(slot - bag->slot), row->first };
	*slot = (uint16_t)++net->n;
}

struct networks networks_next(const struct logins *l, const struct network_country *where,
			      const uint32_t *order, uint32_t n, uint32_t *at)
{
	static struct bag bag; /* empty between calls */
	struct str account = l->row[order[*at]].account;
	struct networks net = { 0 };

	for (; *at < n && str_eq(l->row[order[*at]].account, account); ++*at)
		add(&net, &bag, &l->row[order[*at]]);
	empty(&bag, net.n);
	most_new(&net, bag.seen, where);
	return net;
}

struct logins_sums networks_sums(const struct logins *l, struct arena *arena)
{
	struct ip *net = arena_new(arena, l->rows + 1, sizeof(*net));
	struct name_map seen = { 0 };
	struct logins_sums s = { 0 };
	uint32_t number;

	for (uint32_t i = 0; i < l->rows; i++) {
		const struct login *row = &l->row[i];

		s.ok += row->ok;
		s.failed += row->failed;
		s.mails += row->mails;
		number = i;
		if (row->ok + row->mails == 0 || row->address.len == 0)
			continue;
		net[i] = network_of(row->address);
		(void)name_map_add(&seen, (struct str){ (const char *)net[i].b, net[i].len },
				   &number);
	}
	s.networks = (uint32_t)seen.n;
	name_map_done(&seen);
	return s;
}
