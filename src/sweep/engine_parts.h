/* The inside of the engine: what its two halves, deciding (engine.c) and the wire
 * (engine_wire.c), share. Nobody else includes it. */
#pragma once

#include "sweep/engine.h"
#include "sweep/pace.h"
#include "sweep/slot.h"
#include "sweep/upstream.h"
#include "sys/udp.h"

#define ENGINE_BATCH 256 /* questions sent with one call of udp_send */

struct loop_timer;

struct zone {
	uint32_t number;
	struct dns_name apex; /* n 0: questions are whole names */
	struct upstream *server[ENGINE_SERVERS_MAX];
	unsigned servers;
	unsigned turn; /* the server that comes first next time */
	struct pace pace;
	bool recurse;
	bool dry;              /* next() said no */
	bool fresh;            /* new questions had the last turn, not those asked before */
	bool lost;             /* all servers silent for too long */
	struct span probe_at;  /* when a lost zone is tried again */
	struct slot_list due;  /* to be sent as soon as there is room */
	struct slot_list rest; /* waiting for `due`, after a fault of the server's */
	struct engine_stats stats;
};

/* Questions that leave with one call. */
struct batch {
	unsigned n, bursts;
	uint32_t taken[ENGINE_BATCH]; /* in the order of e->raw */
	uint16_t size[ENGINE_BATCH];
	uint32_t slot[ENGINE_BATCH]; /* in the order sent */
	uint16_t sent_size[ENGINE_BATCH];
	struct udp_burst burst[ENGINE_BATCH];
};

/* A question over TCP. */
struct stream {
	struct engine *engine; /* NULL: free */
	struct tcp *tcp;
	uint32_t slot;
};

struct engine {
	struct loop *loop;
	struct stream stream[ENGINE_STREAMS_MAX];
	struct udp *udp;
	struct engine_config config;
	struct engine_calls calls;
	struct slots slots;
	struct zone **zone;
	unsigned zones, zone_turn;
	struct upstream **server;
	unsigned servers;
	struct upstream **sock_owner; /* by number of the socket */
	unsigned sock_owners;
	struct upstream **touched; /* with something on their stage */
	unsigned touches;
	struct pace pace;
	struct loop_timer *timer;
	struct span now;
	struct span timer_at; /* 0: not set */
	bool told_idle;
	bool refused; /* by a server that was not given up yet */
	unsigned out; /* packets outstanding */
	unsigned got; /* replies since the last turn */
	struct span nap;
	struct span held; /* nothing is sent before: the kernel had no room */
	uint64_t late;
	struct engine_stats total;
	struct dns_reply reply;
	struct batch batch;
	uint8_t query[DNS_QUERY_MAX];                 /* one, to compare an echo with */
	uint8_t raw[ENGINE_BATCH * DNS_QUERY_MAX];    /* one batch as it was made */
	uint8_t sorted[ENGINE_BATCH * DNS_QUERY_MAX]; /* and in order of length */
};

/* deciding */
void engine_clock(struct engine *e);            /* sets e->now */
void engine_due(struct engine *e, uint32_t i);  /* to be sent again, elsewhere if possible */
void engine_rest(struct engine *e, uint32_t i); /* the same, after a while */
void engine_end(struct engine *e, uint32_t i, const struct told *t);
void engine_alarm(struct engine *e, struct span at); /* a turn no later than this */

/* TCP (engine_tcp.c) */
bool engine_stream(struct engine *e, uint32_t i); /* false: there is no room for one more */
void engine_streams_end(struct engine *e);

/* the wire */
void engine_got(void *ctx, unsigned sock, struct str datagram);
void engine_refused(void *ctx, unsigned sock);
void engine_flush(struct engine *e, struct upstream *u); /* sends what is on its stage */
size_t engine_encode(const struct engine *e, const struct slot *s, uint8_t out[DNS_QUERY_MAX]);
