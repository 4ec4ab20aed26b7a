/* The unruly name server: one answer made in place, then bent by its mood. */
#include "fake_dns.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

bool fake_listed(struct ip ip)
{
	return ip.b[3] % 10 == 3;
}

/* The answer to `query` of `n` octets, made in place. */
static size_t fake_answer(uint8_t *data, size_t n)
{
	uint8_t *p = data + n;
	bool listed;
	size_t first = data[DNS_HEADER];

	listed = data[DNS_HEADER + first] == '3';
	data[2] = 0x84;
	data[3] = listed ? 0 : DNS_NXDOMAIN;
	data[7] = listed;
	data[9] = !listed;
	if (listed) {
		memcpy(p, "\xc0\x0c\0\1\0\1\0\0\x08\x34\0\4\x7f\0\0\2", 16);
		return n + 16;
	}
	memcpy(p,
	       "\2bl\4test\0\0\6\0\1\0\0\x0e\x10\0\x16\0\0\0\0\0\7\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0"
	       "\x96",
	       41);
	return n + 41;
}

static void fake_send(int fd, const uint8_t *data, size_t n, const struct sockaddr_in *to)
{
	(void)sendto(fd, data, n, MSG_DONTWAIT, (const struct sockaddr *)to, sizeof(*to));
}

static void fake_late_now(void *ctx)
{
	struct fake *f = ctx;

	for (unsigned i = 0; i < f->lates; i++)
		fake_send(f->fd, f->late[i].data, f->late[i].n, &f->late[i].to);
	f->lates = 0;
	f->was_late = true;
}

static void fake_forge(struct fake *f, const uint8_t *true_one, size_t n,
		       const struct sockaddr_in *to)
{
	uint8_t data[512];

	memcpy(data, true_one, n);
	data[0] ^= 0x55; /* all of them say: nothing there */
	data[3] = DNS_NXDOMAIN;
	data[7] = data[9] = 0;
	fake_send(f->fd, data, n, to);
	data[0] ^= 0x55;
	fake_send(f->other_fd, data, n, to);
	data[DNS_HEADER + 1] ^= 1;
	fake_send(f->fd, data, n, to);
}

static void fake_keep_late(struct fake *f, const uint8_t *data, size_t n, struct sockaddr_in to)
{
	if (f->lates == 0)
		loop_timer_set(f->timer, SPAN_MS(1300));
	if (f->lates == LEN(f->late))
		return;
	memcpy(f->late[f->lates].data, data, n);
	f->late[f->lates].n = n;
	f->late[f->lates++].to = to;
}

static void fake_say(struct fake *f, uint8_t *data, size_t n, struct sockaddr_in to)
{
	size_t query_n = n;

	n = fake_answer(data, n);
	switch (f->mood) {
	case FAKE_SILENT:
		return;
	case FAKE_LOSSY:
		if (rng_below(&f->rng, 10) < 3)
			return;
		break;
	case FAKE_TWICE:
		fake_send(f->fd, data, n, &to);
		break;
	case FAKE_LATE:
		if (!f->was_late) {
			fake_keep_late(f, data, n, to);
			return;
		}
		break;
	case FAKE_FORGED:
		fake_forge(f, data, n, &to);
		break;
	case FAKE_CUT:
	case FAKE_STREAM:
		data[2] |= 2;
		data[7] = data[9] = 0;
		n = query_n;
		break;
	case FAKE_GARBAGE:
		data[7] = 3;
		break;
	case FAKE_REFUSING:
	case FAKE_BARE:
	case FAKE_FAILING:
		if (f->mood == FAKE_FAILING && f->fails_left-- == 0) {
			f->mood = FAKE_TRUE;
			break;
		}
		data[3] = f->mood == FAKE_FAILING ? DNS_SERVFAIL : DNS_REFUSED;
		data[7] = data[9] = 0;
		n = query_n;
		if (f->mood == FAKE_BARE)
			data[5] = 0, n = DNS_HEADER;
		break;
	case FAKE_SHOUTING:
		for (size_t i = DNS_HEADER; i < query_n - 4; i++)
			if (data[i] >= 'a' && data[i] <= 'z')
				data[i] &= 0xdf;
		break;
	case FAKE_TRUE:
		break;
	}
	fake_send(f->fd, data, n, &to);
}

void fake_hears(void *ctx, unsigned ready)
{
	struct fake *f = ctx;
	uint8_t data[1024];
	struct sockaddr_in from;
	socklen_t from_n = sizeof(from);
	ssize_t n;

	(void)ready;
	while ((n = recvfrom(f->fd, data, 512, MSG_DONTWAIT, (struct sockaddr *)&from, &from_n)) >
	       0) {
		f->asked++;
		fake_say(f, data, (size_t)n, from);
	}
}

/* The question of a connection comes in one piece, as netizen sends it. */
static void fake_streams(void *ctx, unsigned ready)
{
	struct fake *f = ctx;
	uint8_t data[1024];
	ssize_t n;
	int fd = accept4(f->listener, NULL, NULL, SOCK_CLOEXEC);

	(void)ready;
	assert_true(fd >= 0);
	n = recv(fd, data, 512, 0);
	assert_true(n > 2);
	f->streamed++;
	n = (ssize_t)fake_answer(data + 2, (size_t)n - 2);
	data[0] = (uint8_t)(n >> 8);
	data[1] = (uint8_t)n;
	assert_int_equal(send(fd, data, (size_t)n + 2, 0), n + 2);
	close(fd);
}

/* Accepted only once the question is there, so that nobody waits for it. */
static void fake_listen(struct fake *f, struct loop *loop)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
				 .sin_port = htons(f->at.port) };
	int one = 1;

	f->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(f->listener >= 0);
	assert_int_equal(setsockopt(f->listener, IPPROTO_TCP, TCP_DEFER_ACCEPT, &one, sizeof(one)),
			 0);
	assert_int_equal(bind(f->listener, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(f->listener, 64), 0);
	f->listen = loop_fd_new(loop, f->listener, fake_streams, f);
	loop_fd_want(f->listen, LOOP_READ);
}

int fake_socket(struct endpoint *at)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int room = 4 * 1024 * 1024;

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &n), 0);
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	*at = (struct endpoint){ ip4(127, 0, 0, 1), ntohs(a.sin_port) };
	return fd;
}

struct fake *fake_new(struct loop *loop, enum fake_mood mood)
{
	struct fake *f = calloc(1, sizeof(*f));
	struct endpoint other;

	assert_non_null(f);
	f->mood = mood;
	f->rng = rng_of(7);
	f->fd = fake_socket(&f->at);
	f->other_fd = fake_socket(&other);
	f->watch = loop_fd_new(loop, f->fd, fake_hears, f);
	f->timer = loop_timer_new(loop, fake_late_now, f);
	loop_fd_want(f->watch, LOOP_READ);
	if (mood == FAKE_STREAM)
		fake_listen(f, loop);
	return f;
}

void fake_free(struct fake *f)
{
	if (f->listen) {
		loop_fd_free(f->listen);
		close(f->listener);
	}
	loop_fd_free(f->watch);
	loop_timer_free(f->timer);
	close(f->fd);
	close(f->other_fd);
	free(f);
}
