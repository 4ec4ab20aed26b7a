/* The engine's wire: staged questions become bursts of packets, packets become what is told.
 *
 * A batch leaves from one socket, chosen at random, sorted by length, because the kernel
 * takes many datagrams at the price of one where they are equally long.
 */
#include "sweep/engine_parts.h"

#include "base/die.h"
#include "sys/random.h"
#include "sys/udp.h"

#include <string.h>

enum {
	WINDOW_PER_SOCKET = 64,
	FAULTS_MAX = 4,        /* a question that servers failed that often is not asked again */
	NO_ROOM_US = 1000,     /* until the kernel's buffers are tried again */
	NO_FILES_US = 1000000, /* until descriptors are asked for again */
};

struct batch {
	uint32_t slot[ENGINE_BATCH]; /* in the order sent */
	struct udp_burst burst[ENGINE_BATCH];
	unsigned n, bursts;
};

size_t engine_encode(const struct engine *e, const struct slot *s, uint8_t out[DNS_QUERY_MAX])
{
	const struct zone *z = e->zone[s->zone];
	struct dns_name whole;

	if (!s->whole_name)
		return z->apex.n ? dns_query_ip(out, s->ip, &z->apex, s->type) : 0;
	if (!z->apex.n)
		return dns_query_name(out, s->name, s->type);
	if (!dns_name_join(s->name, &z->apex, &whole))
		return 0;
	return dns_query_name(out, &whole, s->type);
}

/* Sockets are opened with the first question; a few are enough, none are not. */
static bool open_sockets(struct engine *e, struct upstream *u)
{
	unsigned want = (unsigned)u->window_max / WINDOW_PER_SOCKET;
	struct err err = { 0 };

	if (want < UPSTREAM_SOCKETS)
		want = UPSTREAM_SOCKETS;
	if (want > UPSTREAM_SOCKETS_MAX)
		want = UPSTREAM_SOCKETS_MAX;
	while (u->socks < want) {
		int sock = udp_open(e->udp, u->at, &err);

		if (sock < 0)
			break;
		while (e->sock_owners <= (unsigned)sock) {
			unsigned more = e->sock_owners ? e->sock_owners * 2 : 64;

			e->sock_owner = mem_grow(e->sock_owner, more, sizeof(*e->sock_owner));
			e->sock_owners = more;
		}
		e->sock_owner[sock] = u;
		u->sock[u->socks++] = (unsigned)sock;
	}
	if (u->socks == 0 && err.kind == ERR_GONE)
		u->unreachable = true;
	return u->socks > 0;
}

/* Back from the stage: it was not sent. */
static void unstage(struct engine *e, struct upstream *u, uint32_t i)
{
	slots_unbind(&e->slots, i);
	u->out--;
	e->out--;
	engine_due(e, i);
}

/* Gives a question an id that is free on this socket. */
static void bind_id(struct engine *e, uint32_t i, unsigned sock)
{
	uint16_t id;

	do {
		id = random_u16();
	} while (!slots_bind(&e->slots, i, sock, id));
}

/* Takes up to a batch off the stage: encoded, bound, in order of length. */
static void make_batch(struct engine *e, struct upstream *u, unsigned sock, struct batch *b)
{
	uint16_t size[ENGINE_BATCH];
	uint32_t taken[ENGINE_BATCH];
	uint16_t place[DNS_QUERY_MAX + 2] = { 0 }; /* by length: questions before it */
	unsigned offset[DNS_QUERY_MAX + 2] = { 0 };
	unsigned n = 0;

	while (n < ENGINE_BATCH && u->stage.first != SLOT_NONE) {
		uint32_t i = u->stage.first;
		struct slot *s = &e->slots.slot[i];

		slots_drop(&e->slots, i);
		bind_id(e, i, sock);
		size[n] = (uint16_t)engine_encode(e, s, e->raw[n]);
		dns_query_id(e->raw[n], s->id);
		if (e->zone[s->zone]->recurse)
			dns_query_recurse(e->raw[n]);
		place[size[n] + 1]++;
		taken[n++] = i;
	}
	for (unsigned len = 1; len < LEN(place); len++) {
		offset[len] = offset[len - 1] + place[len] * (len - 1);
		place[len] = (uint16_t)(place[len] + place[len - 1]);
	}
	for (unsigned k = 0; k < n; k++) {
		memcpy(e->sorted + offset[size[k]], e->raw[k], size[k]);
		offset[size[k]] += size[k];
		b->slot[place[size[k]]++] = taken[k];
	}
	/* place[len] is now where the questions longer than `len` begin */
	b->n = n;
	b->bursts = 0;
	for (unsigned len = 0, at = 0, from = 0; at < n; len++) {
		while (at < place[len]) {
			unsigned count = place[len] - at;

			if (count > UDP_BURST_MAX)
				count = UDP_BURST_MAX;
			b->burst[b->bursts++] = (struct udp_burst){ e->sorted + from, (uint16_t)len,
								    (uint16_t)count };
			from += count * len;
			at += count;
		}
	}
}

static void fly(struct engine *e, struct upstream *u, uint32_t i)
{
	struct slot *s = &e->slots.slot[i];
	struct zone *z = e->zone[s->zone];
	unsigned class;

	if (s->tries < UINT8_MAX)
		s->tries++;
	class = upstream_class(s->tries);
	s->sent = e->now;
	s->due.us = e->now.us + upstream_wait(u, class).us;
	slots_push(&e->slots, &u->flight[class], i);
	z->stats.sent++;
	z->stats.retried += s->tries > 1;
	engine_alarm(e, s->due);
}

void engine_flush(struct engine *e, struct upstream *u)
{
	struct batch b;

	if (!open_sockets(e, u)) {
		while (u->stage.first != SLOT_NONE)
			unstage(e, u, u->stage.first);
		if (!u->unreachable)
			e->held.us = e->now.us + NO_FILES_US;
		engine_alarm(e, u->unreachable ? e->now : e->held);
		return;
	}
	while (u->stage.first != SLOT_NONE) {
		unsigned sock = u->sock[random_u16() % u->socks];
		size_t sent;

		make_batch(e, u, sock, &b);
		sent = udp_send(e->udp, sock, b.burst, b.bursts);
		for (unsigned k = 0; k < sent; k++)
			fly(e, u, b.slot[k]);
		for (unsigned k = (unsigned)sent; k < b.n; k++)
			unstage(e, u, b.slot[k]);
		if (sent < b.n) {
			e->held.us = e->now.us + NO_ROOM_US;
			engine_alarm(e, e->held);
		}
	}
}

/* A server answered, but with nothing to be believed. */
static void fault(struct engine *e, uint32_t i, enum told_how how, uint8_t rcode)
{
	struct slot *s = &e->slots.slot[i];

	s->how = (uint8_t)how;
	s->rcode = rcode;
	s->said = s->last;
	s->faults++;
	if (how == TOLD_ERROR && rcode == DNS_SERVFAIL && s->faults < FAULTS_MAX) {
		engine_rest(e, i);
		return;
	}
	s->failed |= UINT32_C(1) << s->last;
	if (s->faults >= FAULTS_MAX)
		s->failed = UINT32_MAX;
	engine_due(e, i);
}

static void answered(struct engine *e, uint32_t i, struct str datagram, bool bare)
{
	struct slot *s = &e->slots.slot[i];
	struct zone *z = e->zone[s->zone];
	struct upstream *u = z->server[s->last];
	struct dns_reply *r = &e->reply;
	struct told told = { .how = TOLD_REPLY,
			     .reply = r,
			     .server = u->at,
			     .rtt = { e->now.us - s->sent.us },
			     .tries = s->tries };

	slots_unbind(&e->slots, i);
	slots_drop(&e->slots, i);
	u->out--;
	e->out--;
	upstream_heard(u, told.rtt, e->now);
	z->lost = false;
	if (dns_reply_parse(datagram, r, NULL) < 0) {
		z->stats.garbled++;
		fault(e, i, TOLD_GARBLED, 0);
		return;
	}
	told.rcode = r->rcode;
	if (r->rcode != DNS_NOERROR && r->rcode != DNS_NXDOMAIN)
		fault(e, i, TOLD_ERROR, r->rcode);
	else if (r->tc || bare)
		fault(e, i, TOLD_CUT, 0);
	else
		engine_end(e, i, &told);
}

void engine_got(void *ctx, unsigned sock, struct str datagram)
{
	struct engine *e = ctx;
	uint8_t query[DNS_QUERY_MAX];
	int id = dns_reply_id(datagram);
	uint32_t i = id < 0 ? SLOT_NONE : slots_find(&e->slots, sock, (uint16_t)id);
	bool bare;
	size_t n;

	if (e->got++ == 0)
		engine_clock(e);
	if (i == SLOT_NONE) {
		e->late++;
		return;
	}
	n = engine_encode(e, &e->slots.slot[i], query);
	dns_query_id(query, (uint16_t)id);
	if (!dns_reply_matches(datagram, query, n, &bare)) {
		e->zone[e->slots.slot[i].zone]->stats.forged++;
		return;
	}
	answered(e, i, datagram, bare);
}

void engine_refused(void *ctx, unsigned sock)
{
	struct engine *e = ctx;

	engine_clock(e);
	upstream_refused(e->sock_owner[sock], e->now);
}
