/* sys/packet.h and sys/listen.h in a simulated world: sockets are queues, the loop is told when
 * something has come. packet_send, packet_room and listen_accept can be made to
 * fail, and whoever sends to be killed: packet_kill. */
#include "local.h"

#include "base/die.h"
#include "sim.h"
#include "sys/loop.h"
#include "sys/packet.h"
#include "world.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OWN_UID = 990, LIVES = 1 << 16, QUEUE_MAX = 2 * PACKET_MAX };

struct parcel {
	struct parcel *next;
	int64_t due; /* readable from then on */
	int pass;
	size_t n;
	char octets[];
};

struct sock {
	unsigned descriptors;
	struct sock *other;           /* NULL: closed, or a listener */
	struct parcel *first, **last; /* what has been sent to us */
	size_t queued;                /* octets of it */
	struct span delay;            /* of what we send */
	bool full;                    /* what we send does not fit */
	bool listens;
	struct peer peer;                     /* who is at the other end */
	struct sock *waiting, **last_waiting; /* to be accepted */
	struct sock *next;
};

struct descriptor {
	struct sock *sock; /* NULL: closed */
	unsigned life;
};

static struct {
	struct descriptor *d;
	size_t n, room;
	bool dead[LIVES];
	void (*on_death)(unsigned life);
} local;

void local_begin(void)
{
	memset(local.dead, 0, sizeof(local.dead));
	local.on_death = NULL;
}

void local_end(void)
{
	for (size_t i = 0; i < local.n; i++)
		if (local.d[i].sock)
			packet_close((int)i + LOCAL_FIRST);
	free(local.d);
	local.d = NULL;
	local.n = local.room = 0;
}

static struct descriptor *descriptor(int fd)
{
	size_t i = (size_t)(fd - LOCAL_FIRST);

	if (fd < LOCAL_FIRST || i >= local.n || !local.d[i].sock)
		die("descriptor %d is not open", fd);
	return &local.d[i];
}

static struct sock *sock_of(int fd)
{
	return descriptor(fd)->sock;
}

static bool is_dead(int fd)
{
	return local.dead[descriptor(fd)->life];
}

static int open_for(struct sock *s, unsigned life)
{
	die_if(life >= LIVES);
	if (local.n == local.room) {
		local.room = local.room ? local.room * 2 : 64;
		local.d = mem_grow(local.d, local.room, sizeof(*local.d));
	}
	local.d[local.n] = (struct descriptor){ s, life };
	s->descriptors++;
	return (int)local.n++ + LOCAL_FIRST;
}

static struct sock *sock_new(void)
{
	struct sock *s = mem_new(1, sizeof(*s));

	s->last = &s->first;
	s->last_waiting = &s->waiting;
	return s;
}

static void two_new(struct sock *s[2])
{
	s[0] = sock_new();
	s[1] = sock_new();
	s[0]->other = s[1];
	s[1]->other = s[0];
}

int local_dup(int fd, unsigned life)
{
	return open_for(sock_of(fd), life);
}

int local_listener(void)
{
	struct sock *s = sock_new();

	s->listens = true;
	return open_for(s, 0);
}

int local_connect(int listener, const struct peer *who)
{
	struct sock *l = sock_of(listener);
	struct sock *s[2];

	two_new(s);
	s[1]->peer = *who;
	*l->last_waiting = s[1];
	l->last_waiting = &s[1]->next;
	sim_loop_look();
	return open_for(s[0], 0);
}

void local_delay(int fd, struct span delay)
{
	sock_of(fd)->delay = delay;
}

void local_full(int fd, bool full)
{
	sock_of(fd)->full = full;
	sim_loop_look();
}

void local_kill(unsigned life)
{
	die_if(life >= LIVES);
	local.dead[life] = life != 0;
}

void local_on_death(void (*fn)(unsigned life))
{
	local.on_death = fn;
}

bool local_dies(const char *call, unsigned life)
{
	if (!life || local.dead[life] || !local.on_death || !world_fails(call))
		return false;
	local.on_death(life);
	return true;
}

static bool has_come(const struct sock *s)
{
	if (s->listens)
		return s->waiting != NULL;
	return s->first ? s->first->due <= world_since().us : !s->other;
}

static bool has_room(const struct sock *s)
{
	return !s->other || (!s->full && s->other->queued < QUEUE_MAX);
}

unsigned local_ready(int fd)
{
	const struct sock *s = sock_of(fd);

	if (is_dead(fd))
		return 0;
	return (has_come(s) ? LOOP_READ : 0) | (has_room(s) ? LOOP_WRITE : 0);
}

static struct parcel *take(struct sock *s)
{
	struct parcel *p = s->first;

	s->first = p->next;
	if (!s->first)
		s->last = &s->first;
	s->queued -= p->n;
	return p;
}

static void sock_free(struct sock *s)
{
	while (s->first) {
		struct parcel *p = take(s);

		packet_close(p->pass);
		free(p);
	}
	while (s->waiting) {
		struct sock *w = s->waiting;

		s->waiting = w->next;
		sock_free(w);
	}
	if (s->other)
		s->other->other = NULL;
	free(s);
	sim_loop_look();
}

void packet_close(int fd)
{
	struct descriptor *d;

	if (fd < 0)
		return;
	if (fd < LOCAL_FIRST) {
		close(fd);
		return;
	}
	d = descriptor(fd);
	if (--d->sock->descriptors == 0)
		sock_free(d->sock);
	local.d[fd - LOCAL_FIRST].sock = NULL;
}

int packet_pair(int fd[2], struct err *err)
{
	struct sock *s[2];

	(void)err;
	two_new(s);
	fd[0] = open_for(s[0], 0);
	fd[1] = open_for(s[1], 0);
	return 0;
}

void packet_widen(int fd)
{
	(void)fd;
}

static void look(void *ctx)
{
	(void)ctx;
	sim_loop_look();
}

static void put(struct sock *from, struct str packet, int pass)
{
	struct parcel *p = mem_new(1, sizeof(*p) + packet.n);
	struct sock *to = from->other;
	int64_t due = world_since().us + from->delay.us;

	for (const struct parcel *before = to->first; before; before = before->next)
		due = before->due > due ? before->due : due;
	p->due = due;
	p->pass = pass >= 0 ? fcntl(pass, F_DUPFD_CLOEXEC, 3) : -1;
	p->n = packet.n;
	memcpy(p->octets, packet.p, packet.n);
	*to->last = p;
	to->last = &p->next;
	to->queued += p->n;
	world_in(SPAN_US(due - world_since().us), look, NULL);
}

int packet_send(int fd, struct str packet, int pass, struct err *err)
{
	struct sock *s = sock_of(fd);

	die_if(packet.n == 0 || packet.n > PACKET_MAX);
	if (is_dead(fd) || local_dies("packet_kill", descriptor(fd)->life))
		return err_set(err, ERR_GONE, "the sender was killed");
	if (world_fails("packet_send"))
		return err_set(err, ERR_SYS, "sending %zu octets: no memory", packet.n);
	if (!s->other)
		return err_set(err, ERR_GONE, "the peer is gone");
	if (!has_room(s) || world_fails("packet_room"))
		return err_set(err, ERR_LATER, "the peer does not read");
	world_note(packet);
	put(s, packet, pass);
	return 0;
}

int packet_read(int fd, struct buf *into, int *passed, struct err *err)
{
	struct sock *s = sock_of(fd);
	struct parcel *p;

	buf_clear(into);
	*passed = -1;
	if (is_dead(fd) || !has_come(s))
		return err_set(err, ERR_LATER, "nothing has come");
	if (!s->first)
		return err_set(err, ERR_GONE, "the peer has closed the connection");
	p = take(s);
	buf_add(into, (struct str){ p->octets, p->n });
	*passed = p->pass;
	free(p);
	sim_loop_look();
	return 0;
}

int packet_await(int fd, struct buf *into, int *passed, struct span wait, struct err *err)
{
	char text[WHEN_TEXT_MAX + 1];

	(void)into;
	*passed = -1;
	(void)err;
	die("descriptor %d: nobody waits %s in a simulation", fd, span_text(wait, text));
}

int listen_at(const char *path, unsigned group, struct err *err)
{
	(void)err;
	die("%s, group %u: the listener is made by the test", path, group);
}

int listen_dial(const char *path, struct err *err)
{
	(void)err;
	die("%s: clients are connected by the test", path);
}

int listen_accept(int listener, struct err *err)
{
	struct sock *l = sock_of(listener);
	struct sock *s = l->waiting;

	if (is_dead(listener) || !s)
		return err_set(err, ERR_LATER, "nobody waits");
	if (world_fails("listen_accept"))
		return err_set(err, ERR_SYS, "accepting: too many open files");
	l->waiting = s->next;
	if (!l->waiting)
		l->last_waiting = &l->waiting;
	s->next = NULL;
	return open_for(s, descriptor(listener)->life);
}

int listen_peer(int fd, struct peer *out, struct err *err)
{
	(void)err;
	*out = sock_of(fd)->peer;
	return 0;
}

bool listen_peer_in(int fd, const struct peer *peer, unsigned group)
{
	(void)fd;
	return group != LISTEN_NO_GROUP && peer->gid == group;
}

bool listen_group(const char *name, unsigned *out)
{
	(void)name;
	(void)out;
	return false;
}

unsigned listen_own_uid(void)
{
	return OWN_UID;
}
