/* The simulated network: datagrams between the program's sockets and peers at addresses.
 *
 * Its weather is drawn from the world's chance: each datagram, on each way, may be lost,
 * doubled or late; with a range of delays they overtake each other. Where no peer listens the
 * sender is refused, as by a machine that is there without the program.
 */
#pragma once

#include "base/buf.h"
#include "base/endpoint.h"
#include "base/str.h"
#include "base/when.h"

#include <stdint.h>

#define NET_PEERS_MAX 256

struct net_weather {
	unsigned loss_pm, twice_pm; /* of a thousand datagrams, each way */
	struct span delay, delay_max;
};

/* Where an answer goes: kept by value, valid as long as the world. */
struct net_way {
	void *udp;
	unsigned sock;
	uint64_t life;      /* of the socket, so that a closed one's datagrams get nowhere */
	struct endpoint at; /* the peer that was written to */
};

/* What a peer does with a datagram; it answers by net_reply(), at once or later. */
typedef void net_peer_fn(void *ctx, struct net_way way, struct str datagram);

void net_begin(void);
void net_weather(struct net_weather weather);

/* A second call for the same address replaces; `fn` NULL: nobody listens any more. */
void net_peer(struct endpoint at, net_peer_fn *fn, void *ctx);

/* From the program. The octets are copied. */
void net_send(struct net_way way, struct str datagram);

/* From a peer, after `extra`; from another address than `way.at` it is forged and must get
 * nowhere. */
void net_reply(struct net_way way, struct endpoint from, struct str datagram, struct span extra);

/* What becomes of a connection to a peer. */
enum net_stream {
	STREAM_REFUSED,
	STREAM_SILENT, /* taken, read, and nothing said */
	STREAM_CUT,    /* the reply's first octets, and then the end */
	STREAM_WHOLE,  /* the reply is in `out` */
};

/* Reads one message of a connection. */
typedef enum net_stream net_stream_fn(void *ctx, struct str query, struct buf *out);

/* A peer that takes connections; all others refuse them. */
void net_stream(struct endpoint at, net_stream_fn *fn, void *ctx);

/* From the program: the message has arrived there. */
enum net_stream net_stream_ask(struct endpoint at, struct str query, struct buf *out);

/* Called by the network when something arrives at a socket: sim_udp.c. `datagram.p` NULL:
 * refused. */
void net_arrived(struct net_way way, struct endpoint from, struct str datagram);
