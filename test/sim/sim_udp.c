/* sys/udp.h in a simulated world: sockets are numbers, the network is net.h.
 *
 * As the kernel does, a socket takes datagrams of its peer only and keeps what comes until
 * it is read; wake-ups keep their nap. udp_open and udp_send can be made to fail.
 */
#include "sys/udp.h"

#include "base/die.h"
#include "net.h"
#include "sim.h"
#include "world.h"

#include <stdlib.h>
#include <string.h>

struct letter {
	struct letter *next;
	unsigned sock;
	uint64_t life;
	bool refused;
	size_t n;
	char octets[];
};

struct sock {
	struct endpoint peer;
	uint64_t life; /* 0: closed */
};

struct udp {
	struct udp_calls calls;
	struct span nap;
	int64_t woken; /* when last */
	struct world_event *wake;
	struct letter *first, **last;
	struct sock *sock;
	unsigned socks;
	struct udp *next_dead;
};

static uint64_t lives;
static uint64_t dropped;
static struct udp *dead; /* kept: letters still under way know it by its address */

void sim_udp_begin(void)
{
	while (dead) {
		struct udp *next = dead->next_dead;

		free(dead);
		dead = next;
	}
	dropped = lives = 0;
}

uint64_t sim_udp_dropped(void)
{
	return dropped;
}

struct udp *udp_new(struct loop *loop, const struct udp_calls *calls)
{
	struct udp *udp = mem_new(1, sizeof(*udp));

	(void)loop;
	udp->calls = *calls;
	udp->last = &udp->first;
	return udp;
}

/* The simulated machine has one address. */
void udp_from(struct udp *udp, const struct source *from)
{
	(void)udp;
	(void)from;
}

static struct letter *take(struct udp *udp)
{
	struct letter *l = udp->first;

	if (l) {
		udp->first = l->next;
		if (!udp->first)
			udp->last = &udp->first;
	}
	return l;
}

void udp_free(struct udp *udp)
{
	struct letter *l;

	if (!udp)
		return;
	while ((l = take(udp)))
		free(l);
	world_call_off(udp->wake);
	free(udp->sock);
	udp->next_dead = dead;
	dead = udp;
	udp->sock = NULL;
	udp->socks = 0;
}

int udp_open(struct udp *udp, struct endpoint peer, struct err *err)
{
	unsigned i = 0;

	if (world_fails("udp_open"))
		return err_set(err, ERR_LATER, "no socket: too many open files");
	if (peer.ip.len == 16)
		return err_set(err, ERR_GONE, "no way there: the simulated machine has IPv4 alone");
	while (i < udp->socks && udp->sock[i].life)
		i++;
	if (i == UDP_SOCKETS_MAX)
		return err_set(err, ERR_LATER, "no socket: too many");
	if (i == udp->socks) {
		udp->sock = mem_grow(udp->sock, i + 1, sizeof(*udp->sock));
		udp->socks++;
	}
	udp->sock[i] = (struct sock){ peer, ++lives };
	return (int)i;
}

void udp_close(struct udp *udp, unsigned sock)
{
	die_if(sock >= udp->socks || !udp->sock[sock].life);
	udp->sock[sock].life = 0;
}

static bool is_open(const struct udp *udp, unsigned sock, uint64_t life)
{
	return sock < udp->socks && life && udp->sock[sock].life == life;
}

static void hand_over(struct udp *udp, const struct letter *l)
{
	if (!is_open(udp, l->sock, l->life))
		dropped++;
	else if (l->refused)
		udp->calls.refused(udp->calls.ctx, l->sock);
	else
		udp->calls.got(udp->calls.ctx, l->sock, (struct str){ l->octets, l->n });
}

static void on_wake(void *ctx)
{
	struct udp *udp = ctx;
	struct letter *l;

	udp->wake = NULL;
	udp->woken = world_since().us;
	while ((l = take(udp))) {
		hand_over(udp, l);
		free(l);
	}
	udp->calls.rest(udp->calls.ctx);
}

void net_arrived(struct net_way way, struct endpoint from, struct str datagram)
{
	struct udp *udp = way.udp;
	size_t n = datagram.n < UDP_DATAGRAM_MAX ? datagram.n : UDP_DATAGRAM_MAX;
	int64_t wait;
	struct letter *l;

	if (!is_open(udp, way.sock, way.life) || !endpoint_eq(from, udp->sock[way.sock].peer)) {
		dropped++;
		return;
	}
	l = mem_new(1, sizeof(*l) + n);
	l->sock = way.sock;
	l->life = way.life;
	l->refused = !datagram.p;
	l->n = n;
	if (n)
		memcpy(l->octets, datagram.p, n);
	*udp->last = l;
	udp->last = &l->next;
	wait = udp->woken + udp->nap.us - world_since().us;
	if (!udp->wake)
		udp->wake = world_in(SPAN_US(wait), on_wake, udp);
}

size_t udp_send(struct udp *udp, unsigned sock, const struct udp_burst *burst, size_t n)
{
	size_t sent = 0;

	die_if(sock >= udp->socks || !udp->sock[sock].life);
	for (size_t i = 0; i < n; i++) {
		die_if(burst[i].count < 1 || burst[i].count > UDP_BURST_MAX);
		for (unsigned k = 0; k < burst[i].count; k++) {
			const uint8_t *p = burst[i].p + (size_t)k * burst[i].size;

			if (world_fails("udp_send"))
				return sent;
			net_send((struct net_way){ udp, sock, udp->sock[sock].life,
						   udp->sock[sock].peer },
				 (struct str){ (const char *)p, burst[i].size });
			sent++;
		}
	}
	return sent;
}

void udp_nap(struct udp *udp, struct span nap)
{
	udp->nap = nap;
}
