/* Many connected UDP sockets with one wake-up, sent to and read from in batches.
 *
 * A connected socket takes datagrams of its peer only (the kernel checks address and port),
 * from a random port of its own. Readiness is gathered: with a nap set, nobody is woken
 * sooner than that after the last time, and everything that came meanwhile is handed over
 * together.
 */
#pragma once

#include "base/attr.h"
#include "base/endpoint.h"
#include "base/source.h"
#include "base/str.h"
#include "base/when.h"

#include <stddef.h>
#include <stdint.h>

#define UDP_SOCKETS_MAX 65536
#define UDP_DATAGRAM_MAX 1472 /* octets read of one datagram; longer ones are cut */
#define UDP_BURST_MAX 64      /* datagrams of one length sent as one */

struct loop;
struct udp;

struct udp_calls {
	void (*got)(void *ctx, unsigned sock, struct str datagram); /* a view, for this call */
	void (*refused)(void *ctx, unsigned sock); /* the peer's machine: nobody listens there */
	void (*rest)(void *ctx);                   /* all that had come is handed over; may send */
	void *ctx;
};

/* `count` datagrams of `size` octets each, end to end. */
struct udp_burst {
	const uint8_t *p;
	uint16_t size;
	uint16_t count; /* 1 to UDP_BURST_MAX */
};

struct udp *udp_new(struct loop *loop, const struct udp_calls *calls);
void udp_free(struct udp *udp); /* closes all its sockets */

/* Sockets opened from now on ask from there. */
void udp_from(struct udp *udp, const struct source *from);

/* A new socket for this peer: its number, to be used until it is closed, or -1: ERR_GONE
 * without a route there, or where its source is not of this machine, ERR_LATER when the process has
 * no descriptors left. */
NODISCARD int udp_open(struct udp *udp, struct endpoint peer, struct err *err);
void udp_close(struct udp *udp, unsigned sock);

/* Sends in order; returns how many datagrams went out (fewer: the kernel has no room now, or
 * the peer's machine refused the port, which refused() tells too). */
size_t udp_send(struct udp *udp, unsigned sock, const struct udp_burst *burst, size_t n);

/* How long to gather; 0, as at first: wake at once. */
void udp_nap(struct udp *udp, struct span nap);
