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
	WINDOW_PER_SOCKET = 128,
	SIZES = DNS_QUERY_MAX + 2, /* lengths of questions, and one to count beyond */
	PATIENT_US = 2000000,      /* with a server that fell quiet */
	FAULTS_MAX = 4,        /* a question that servers failed that often is not asked again */
	NO_ROOM_US = 1000,     /* until the kernel's buffers are tried again */
	NO_FILES_US = 1000000, /* until descriptors are asked for again */
};

static size_t encode_name(const struct zone *z, const struct slot *s, uint8_t *out)
{
	struct dns_name whole;

	if (!z->apex.n)
		return dns_query_name(out, s->name, s->type);
	if (!dns_name_join(s->name, &z->apex, &whole))
		return 0;
	return dns_query_name(out, &whole, s->type);
}

size_t engine_encode(const struct engine *e, const struct slot *s, uint8_t out[DNS_QUERY_MAX])
{
	const struct zone *z = e->zone[s->zone];

	if (s->whole_name)
		return encode_name(z, s, out);
	return z->apex.n ? dns_query_ip(out, s->ip, &z->apex, s->type) : 0;
}

/* The process has no descriptors left. That may pass, but is not waited for without end. */
static void starve(const struct engine *e, struct upstream *u)
{
	if (u->starving_since.us == 0)
		u->starving_since = e->now;
	else if (e->now.us - u->starving_since.us >= e->config.patience.us)
		u->starved = u->unreachable = true;
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
	else if (u->socks == 0)
		starve(e, u);
	else
		u->starving_since.us = 0;
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

/* Takes up to a batch off the stage: bound to an id, encoded end to end into e->raw. */
static void take_batch(struct engine *e, struct upstream *u, unsigned sock, struct batch *b)
{
	uint8_t *end = e->raw;

	for (b->n = 0; b->n < ENGINE_BATCH && u->stage.first != SLOT_NONE; b->n++) {
		uint32_t i = u->stage.first;
		struct slot *s = &e->slots.slot[i];

		slots_drop(&e->slots, i);
		bind_id(e, i, sock);
		b->taken[b->n] = i;
		b->size[b->n] = (uint16_t)engine_encode(e, s, end);
		dns_query_id(end, s->id);
		if (e->zone[s->zone]->recurse)
			dns_query_recurse(end);
		end += b->size[b->n];
	}
}

/* Counts the lengths, then copies each question to where those of its length stand. */
static void sort_batch(struct engine *e, struct batch *b)
{
	unsigned offset[SIZES] = { 0 };
	unsigned place[SIZES] = { 0 }; /* by length: how many are shorter */
	const uint8_t *from = e->raw;

	for (unsigned k = 0; k < b->n; k++)
		place[b->size[k] + 1]++;
	for (unsigned len = 1; len < SIZES; len++) {
		offset[len] = offset[len - 1] + place[len] * (len - 1);
		place[len] += place[len - 1];
	}
	for (unsigned k = 0; k < b->n; k++) {
		unsigned len = b->size[k];

		memcpy(e->sorted + offset[len], from, len);
		from += len;
		offset[len] += len;
		b->sent_size[place[len]] = b->size[k];
		b->slot[place[len]++] = b->taken[k];
	}
}

/* Equally long neighbours leave together. */
static void cut_bursts(struct engine *e, struct batch *b)
{
	const uint8_t *p = e->sorted;
	unsigned n;

	b->bursts = 0;
	for (unsigned k = 0; k < b->n; k += n) {
		uint16_t size = b->sent_size[k];

		n = 1;
		while (n < UDP_BURST_MAX && k + n < b->n && b->sent_size[k + n] == size)
			n++;
		b->burst[b->bursts++] = (struct udp_burst){ p, size, (uint16_t)n };
		p += n * size;
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
	while (u->quiet && class + 1 < UPSTREAM_CLASSES && upstream_wait(u, class).us < PATIENT_US)
		class ++; /* it may be slow: one long wait tells more than many short ones */
	s->sent = e->now;
	s->due.us = e->now.us + upstream_wait(u, class).us;
	slots_push(&e->slots, &u->flight[class], i);
	z->stats.sent++;
	z->stats.retried += s->tries > 1;
	engine_alarm(e, s->due);
}

void engine_flush(struct engine *e, struct upstream *u)
{
	struct batch *b = &e->batch;

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

		take_batch(e, u, sock, b);
		sort_batch(e, b);
		cut_bursts(e, b);
		sent = udp_send(e->udp, sock, b->burst, b->bursts);
		for (unsigned k = 0; k < sent; k++)
			fly(e, u, b->slot[k]);
		for (unsigned k = (unsigned)sent; k < b->n; k++)
			unstage(e, u, b->slot[k]);
		if (sent < b->n) {
			e->held.us = e->now.us + NO_ROOM_US;
			engine_alarm(e, e->held);
		}
	}
}

/* A server answered, but with nothing to be believed. */
static void fault(struct engine *e, uint32_t i, enum told_how how, uint8_t rcode)
{
	struct slot *s = &e->slots.slot[i];
	/* a server that limits its answers cuts one now and then, as BIND and NSD do */
	bool passes = how == TOLD_CUT || (how == TOLD_ERROR && rcode == DNS_SERVFAIL);

	s->how = (uint8_t)how;
	s->rcode = rcode;
	s->said = s->last;
	s->faults++;
	if (passes && s->faults < FAULTS_MAX) {
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
	n = engine_encode(e, &e->slots.slot[i], e->query);
	dns_query_id(e->query, (uint16_t)id);
	if (!dns_reply_matches(datagram, e->query, n, &bare)) {
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
	e->refused = e->refused || upstream_refuses(e->sock_owner[sock]);
}
