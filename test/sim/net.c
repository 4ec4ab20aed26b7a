/* Datagrams on their way, in the weather of the day. */
#include "net.h"

#include "base/die.h"
#include "world.h"

#include <stdlib.h>
#include <string.h>

struct parcel {
	struct net_way way;
	struct endpoint from; /* of what goes to the program */
	size_t n;
	bool refused;
	char octets[];
};

static struct {
	struct endpoint at;
	net_peer_fn *fn;
	void *ctx;
} peer[NET_PEERS_MAX];
static size_t peers;
static struct {
	struct endpoint at;
	net_stream_fn *fn;
	void *ctx;
} streamer[NET_PEERS_MAX];
static size_t streamers;
static struct net_weather now;

void net_begin(void)
{
	peers = streamers = 0;
	now = (struct net_weather){ .delay = SPAN_MS(1), .delay_max = SPAN_MS(1) };
}

void net_weather(struct net_weather weather)
{
	now = weather;
}

void net_peer(struct endpoint at, net_peer_fn *fn, void *ctx)
{
	size_t i = 0;

	while (i < peers && !endpoint_eq(peer[i].at, at))
		i++;
	die_if(i == NET_PEERS_MAX);
	if (i == peers)
		peers++;
	peer[i].at = at;
	peer[i].fn = fn;
	peer[i].ctx = ctx;
}

void net_stream(struct endpoint at, net_stream_fn *fn, void *ctx)
{
	size_t i = 0;

	while (i < streamers && !endpoint_eq(streamer[i].at, at))
		i++;
	die_if(i == NET_PEERS_MAX);
	if (i == streamers)
		streamers++;
	streamer[i].at = at;
	streamer[i].fn = fn;
	streamer[i].ctx = ctx;
}

enum net_stream net_stream_ask(struct endpoint at, struct str query, struct buf *out)
{
	size_t i = 0;

	world_note(query);
	while (i < streamers && !endpoint_eq(streamer[i].at, at))
		i++;
	return i < streamers ? streamer[i].fn(streamer[i].ctx, query, out) : STREAM_REFUSED;
}

static struct parcel *pack(struct net_way way, struct str octets)
{
	struct parcel *p = mem_new(1, sizeof(*p) + octets.n);

	p->way = way;
	p->n = octets.n;
	if (octets.n)
		memcpy(p->octets, octets.p, octets.n);
	return p;
}

static bool chance(unsigned per_mille)
{
	return per_mille && rng_below(world_chance(), 1000) < per_mille;
}

static struct span delay(void)
{
	uint64_t spread = (uint64_t)(now.delay_max.us - now.delay.us);

	return SPAN_US(now.delay.us + (int64_t)(spread ? rng_below(world_chance(), spread) : 0));
}

static void arrive_home(void *ctx)
{
	struct parcel *p = ctx;
	struct str octets = { p->refused ? NULL : p->octets, p->n };

	net_arrived(p->way, p->from, octets);
	free(p);
}

static void refuse(struct net_way way)
{
	struct parcel *p = pack(way, STR(""));

	p->refused = true;
	p->from = way.at;
	world_carry(delay(), arrive_home, p);
}

static void arrive_there(void *ctx)
{
	struct parcel *p = ctx;
	size_t i = 0;

	while (i < peers && !endpoint_eq(peer[i].at, p->way.at))
		i++;
	if (i < peers && peer[i].fn)
		peer[i].fn(peer[i].ctx, p->way, (struct str){ p->octets, p->n });
	else
		refuse(p->way);
	free(p);
}

void net_send(struct net_way way, struct str datagram)
{
	unsigned copies = chance(now.loss_pm) ? 0 : chance(now.twice_pm) ? 2 : 1;

	world_note(datagram);
	while (copies-- > 0)
		world_carry(delay(), arrive_there, pack(way, datagram));
}

void net_reply(struct net_way way, struct endpoint from, struct str datagram, struct span extra)
{
	unsigned copies = chance(now.loss_pm) ? 0 : chance(now.twice_pm) ? 2 : 1;

	while (copies-- > 0) {
		struct parcel *p = pack(way, datagram);

		p->from = from;
		world_carry(SPAN_US(delay().us + extra.us), arrive_home, p);
	}
}
