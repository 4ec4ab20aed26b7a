/* The wire engine: asks name servers many questions at once and sees each one through.
 *
 * Whoever has questions is asked for the next one of a zone when that zone has room
 * (next), and told how each one ended exactly once (done): the engine holds only what is
 * outstanding, however many questions there are. It knows servers, windows, rates and
 * retries; what an answer means for a list is not its business.
 *
 * A question goes to one of the zone's servers, each with a window of its own that
 * halves on loss and grows back. Silence, an error code, truncation or garbage send it to
 * the next server; what all of them truncate is asked once over TCP. Replies count only from the
 * server asked, on the socket used, with the id and the whole question; anything else is ignored
 * and counted. A zone whose servers have all been silent for `patience` is given up: its questions
 * end at once, but one in a while is asked to find out whether it lives again. A server that no
 * socket can be opened for in as long a time is given up for good.
 */
#pragma once

#include "base/endpoint.h"
#include "base/err.h"
#include "base/source.h"
#include "base/when.h"
#include "proto/dns_reply.h"

#include <stdbool.h>
#include <stdint.h>

#define ENGINE_ZONES_MAX 4096
#define ENGINE_SERVERS_MAX 32 /* of one zone; more are not used */
#define ENGINE_WINDOW 100     /* outstanding per server address unless told otherwise */
#define ENGINE_WINDOW_MAX 10000
#define ENGINE_OUTSTANDING 4096 /* of all servers together unless told otherwise */
#define ENGINE_TRIES 12         /* packets per question unless told otherwise */
#define ENGINE_STREAMS_MAX 16   /* connections of TCP at once */

struct engine;
struct loop;

enum ask_where {
	ASK_ANY,  /* whichever server of the zone has room */
	ASK_ONLY, /* `server`, for a health check of each */
	ASK_NOT,  /* any but `server`, for a second opinion; ends TOLD_NOBODY where there is none */
};

struct ask {
	uint64_t tag;                /* the caller's own */
	uint16_t type;               /* enum dns_type */
	struct ip ip;                /* reversed below the zone; len 0: `name` */
	const struct dns_name *name; /* below the zone; copied when next() returns. In done(): a
				      * view, NULL where an address was asked for */
	enum ask_where where;
	struct endpoint server;
};

enum told_how {
	TOLD_REPLY,    /* NOERROR or NXDOMAIN, whole: `reply` */
	TOLD_ERROR,    /* an error code, and nobody who knew better: `rcode` */
	TOLD_CUT,      /* truncated, and nobody sent it whole */
	TOLD_GARBLED,  /* what came back was no DNS reply, and nobody sent a better one */
	TOLD_SILENCE,  /* no answer after all tries, or the zone is given up */
	TOLD_NOBODY,   /* no such server to ask, or none can be reached */
	TOLD_NAMELESS, /* the name would be too long below this zone */
	TOLD_STOPPED,  /* again() wanted no more packets for it, and no server had said anything */
	TOLD_STARVED,  /* no socket could be opened, for as long as the engine is patient */
};

struct told {
	enum told_how how;
	uint8_t rcode;                 /* of TOLD_REPLY and TOLD_ERROR */
	const struct dns_reply *reply; /* of TOLD_REPLY, until done() returns */
	struct endpoint server;        /* who said so; ip.len 0 where nobody did */
	struct span rtt;               /* of the packet that was answered */
	unsigned tries;                /* packets sent */
	unsigned unsent;               /* packets that next() or again() allowed and nobody sent */
};

/* May a question have one packet more? */
enum engine_again {
	AGAIN_YES,
	AGAIN_LATER, /* asked again in a while */
	AGAIN_NEVER, /* it ends */
};

struct engine_calls {
	/* Fills *out (zeroed before) with the next question of the zone; false: none at present,
	 * not asked again before engine_wake(). */
	bool (*next)(void *ctx, unsigned zone, struct ask *out);
	void (*done)(void *ctx, unsigned zone, const struct ask *q, const struct told *t);
	/* Before each packet of a question beyond its first. NULL: always AGAIN_YES. */
	enum engine_again (*again)(void *ctx, unsigned zone);
	/* Nothing is outstanding and no zone had a question left. May be NULL. */
	void (*idle)(void *ctx);
	void *ctx;
};

struct engine_config {        /* zeros are the defaults */
	unsigned window;      /* per server address, ENGINE_WINDOW */
	unsigned outstanding; /* of all together, ENGINE_OUTSTANDING */
	unsigned rate;        /* packets a second, of all together; no limit */
	unsigned tries;       /* packets per question, ENGINE_TRIES */
	struct span patience; /* with a silent zone, 30 s */
	struct source from;   /* where questions are asked from, the kernel's choice */
};

struct engine_zone {
	const struct dns_name *apex;   /* what questions are below; NULL: names are whole */
	const struct endpoint *server; /* at most ENGINE_SERVERS_MAX are used */
	size_t servers;
	unsigned rate; /* packets a second for this zone; 0: no limit */
	bool recurse;  /* the servers are resolvers */
};

struct engine_stats {
	uint64_t asked;   /* questions begun */
	uint64_t ended;   /* of which told */
	uint64_t sent;    /* packets */
	uint64_t retried; /* packets beyond a question's first */
	uint64_t lost;    /* questions that ended TOLD_SILENCE */
	uint64_t late;    /* replies to nothing outstanding: late, doubled or invented */
	uint64_t forged;  /* the id of a question of ours, but another question */
	uint64_t garbled; /* no DNS reply */
};

struct engine *engine_new(struct loop *loop, const struct engine_config *config,
			  const struct engine_calls *calls);
/* What is outstanding is dropped without done(). Not from within a callback. */
void engine_free(struct engine *e);

/* Adds a zone and returns its number, from 0 on; it is asked for questions from the loop on.
 * -1 with ERR_INPUT for no server or too many zones. Zones with the same server address
 * share its window. */
NODISCARD int engine_zone_add(struct engine *e, const struct engine_zone *zone, struct err *err);

/* There are questions (again): next() will be called, but not from in here. */
void engine_wake(struct engine *e, unsigned zone);

const struct engine_stats *engine_stats(struct engine *e); /* of all zones, until the next call */
const struct engine_stats *engine_zone_stats(const struct engine *e, unsigned zone);

/* Are all servers of this zone silent for so long that its questions end unasked? */
bool engine_zone_lost(const struct engine *e, unsigned zone);
