/* Sockets in batches over loopback: bursts come apart whole, naps gather, refusals are told. */
#include "unit.h"

#include "sys/clock.h"
#include "sys/loop.h"
#include "sys/udp.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

static struct loop *loop;
static struct udp *udp;
static unsigned got, refused, rests, stop_at;
static uint8_t seen[256];

static void on_got(void *ctx, unsigned sock, struct str datagram)
{
	(void)ctx;
	(void)sock;
	assert_true(datagram.n > 0);
	seen[(uint8_t)datagram.p[0]]++;
	for (size_t i = 1; i < datagram.n; i++)
		assert_int_equal(datagram.p[i], datagram.p[0]);
	got++;
}

static void on_refused(void *ctx, unsigned sock)
{
	(void)ctx;
	(void)sock;
	refused++;
}

static void on_rest(void *ctx)
{
	(void)ctx;
	rests++;
	if (got >= stop_at)
		loop_stop(loop);
}

static void give_up(void *ctx)
{
	(void)ctx;
	loop_stop(loop);
}

static int begin(void **state)
{
	static const struct udp_calls calls = { on_got, on_refused, on_rest, NULL };

	(void)state;
	loop = loop_new();
	udp = udp_new(loop, &calls);
	got = refused = rests = 0;
	memset(seen, 0, sizeof(seen));
	return 0;
}

static int end(void **state)
{
	(void)state;
	udp_free(udp);
	loop_free(loop);
	return 0;
}

/* A socket of the test's own on 127.0.0.1. */
static int server(struct endpoint *at)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &n), 0);
	*at = (struct endpoint){ ip4(127, 0, 0, 1), ntohs(a.sin_port) };
	return fd;
}

/* Sends back what has come. */
static unsigned echo(int fd)
{
	struct sockaddr_in from;
	socklen_t from_n = sizeof(from);
	char data[2000];
	unsigned n = 0;
	ssize_t size;

	while ((size = recvfrom(fd, data, sizeof(data), MSG_DONTWAIT, (struct sockaddr *)&from,
				&from_n)) >= 0) {
		assert_int_equal(
			sendto(fd, data, (size_t)size, 0, (struct sockaddr *)&from, from_n), size);
		n++;
	}
	return n;
}

static void bursts_of_several_lengths_arrive_whole(void **state)
{
	uint8_t data[3][64 * 60];
	struct udp_burst burst[3] = {
		{data[0],  60, 64},
                { data[1], 33, 1 },
                { data[2], 7,  20}
	};
	struct endpoint at;
	int fd = server(&at);
	int sock;
	uint8_t tag = 0;
	struct loop_timer *t = loop_timer_new(loop, give_up, NULL);

	(void)state;
	for (int b = 0; b < 3; b++)
		for (int i = 0; i < burst[b].count; i++)
			memset(data[b] + i * burst[b].size, tag++, burst[b].size);
	sock = udp_open(udp, at, NULL);
	assert_true(sock >= 0);
	assert_int_equal(udp_send(udp, (unsigned)sock, burst, 3), 85);
	assert_int_equal(echo(fd), 85);
	stop_at = 85;
	loop_timer_set(t, SPAN_S(5));
	loop_run(loop);
	assert_int_equal(got, 85);
	for (int i = 0; i < 85; i++)
		assert_int_equal(seen[i], 1);
	assert_int_equal(rests, 1);
	loop_timer_free(t);
	close(fd);
}

static int echo_fd;

static void echo_now(void *ctx)
{
	(void)ctx;
	echo(echo_fd);
}

static void a_nap_gathers_what_comes_meanwhile(void **state)
{
	uint8_t data[4] = { 1, 2, 3, 4 };
	struct udp_burst one = { data, 1, 1 }, three = { data + 1, 1, 3 };
	struct endpoint at;
	struct loop_timer *t = loop_timer_new(loop, echo_now, NULL);
	struct loop_timer *limit = loop_timer_new(loop, give_up, NULL);
	struct span from = clock_mono();
	int sock;

	(void)state;
	echo_fd = server(&at);
	sock = udp_open(udp, at, NULL);
	assert_true(sock >= 0);
	udp_nap(udp, SPAN_MS(100));
	assert_int_equal(udp_send(udp, (unsigned)sock, &one, 1), 1);
	echo(echo_fd);
	assert_int_equal(udp_send(udp, (unsigned)sock, &three, 1), 3);
	loop_timer_set(t, SPAN_MS(10)); /* the first is told by then, and naps */
	loop_timer_set(limit, SPAN_S(5));
	stop_at = 4;
	loop_run(loop);
	assert_int_equal(got, 4);
	assert_int_equal(rests, 2);
	assert_true(clock_mono().us - from.us >= 100000);
	loop_timer_free(t);
	loop_timer_free(limit);
	close(echo_fd);
}

static void a_closed_port_is_told(void **state)
{
	uint8_t data[1] = { 1 };
	struct udp_burst one = { data, 1, 1 };
	struct endpoint at;
	int fd = server(&at);
	int sock = udp_open(udp, at, NULL);
	struct loop_timer *t = loop_timer_new(loop, give_up, NULL);

	(void)state;
	assert_true(sock >= 0);
	close(fd);
	assert_int_equal(udp_send(udp, (unsigned)sock, &one, 1), 1);
	assert_int_equal(udp_send(udp, (unsigned)sock, &one, 1), 1); /* told here, and sent */
	assert_int_equal(refused, 1);
	loop_timer_set(t, SPAN_MS(100));
	stop_at = 1;
	loop_run(loop);
	assert_true(refused >= 2); /* and here, by the loop */
	assert_int_equal(got, 0);
	loop_timer_free(t);
}

static void another_sender_is_not_heard(void **state)
{
	struct endpoint at, other_at;
	int fd = server(&at), other = server(&other_at);
	int sock = udp_open(udp, at, NULL);
	uint8_t data[1] = { 9 };
	struct udp_burst one = { data, 1, 1 };
	struct sockaddr_in to;
	socklen_t to_n = sizeof(to);
	char c;
	struct loop_timer *t = loop_timer_new(loop, give_up, NULL);

	(void)state;
	assert_true(sock >= 0);
	assert_int_equal(udp_send(udp, (unsigned)sock, &one, 1), 1);
	assert_int_equal(recvfrom(fd, &c, 1, 0, (struct sockaddr *)&to, &to_n), 1);
	(void)sendto(other, "x", 1, 0, (struct sockaddr *)&to, to_n);
	loop_timer_set(t, SPAN_MS(50));
	stop_at = 1;
	loop_run(loop);
	assert_int_equal(got, 0);
	loop_timer_free(t);
	close(fd);
	close(other);
}

static void numbers_are_used_again(void **state)
{
	struct endpoint at;
	int fd = server(&at);
	int a = udp_open(udp, at, NULL), b = udp_open(udp, at, NULL), c;

	(void)state;
	assert_true(a >= 0 && b >= 0 && a != b);
	udp_close(udp, (unsigned)a);
	c = udp_open(udp, at, NULL);
	assert_int_equal(c, a);
	close(fd);
}

static void questions_leave_from_the_source(void **state)
{
	struct source from = { .four = ip4(127, 0, 0, 5) };
	struct endpoint at;
	struct err err = { 0 };
	int fd = server(&at);
	struct sockaddr_in asker;
	socklen_t asker_n = sizeof(asker);
	uint8_t data[1] = { 1 };
	struct udp_burst one = { data, 1, 1 };
	int sock;
	char c;

	(void)state;
	udp_from(udp, &from);
	sock = udp_open(udp, at, NULL);
	assert_true(sock >= 0);
	assert_int_equal(udp_send(udp, (unsigned)sock, &one, 1), 1);
	assert_int_equal(recvfrom(fd, &c, 1, 0, (struct sockaddr *)&asker, &asker_n), 1);
	assert_int_equal(ntohl(asker.sin_addr.s_addr), 0x7f000005);
	from.four = ip4(192, 0, 2, 77); /* nobody's, and so asked as the kernel chooses: loopback */
	udp_from(udp, &from);
	assert_true(udp_open(udp, at, NULL) >= 0);
	at.ip = ip4(198, 51, 100, 1);
	assert_int_equal(udp_open(udp, at, &err), -1);
	assert_int_equal(err.kind, ERR_GONE);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(bursts_of_several_lengths_arrive_whole, begin, end),
		cmocka_unit_test_setup_teardown(a_nap_gathers_what_comes_meanwhile, begin, end),
		cmocka_unit_test_setup_teardown(a_closed_port_is_told, begin, end),
		cmocka_unit_test_setup_teardown(another_sender_is_not_heard, begin, end),
		cmocka_unit_test_setup_teardown(numbers_are_used_again, begin, end),
		cmocka_unit_test_setup_teardown(questions_leave_from_the_source, begin, end),
	};

	return cmocka_run_group_tests_name("sys/udp", tests, NULL, NULL);
}
