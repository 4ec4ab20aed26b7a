/* One message and its reply over a connection: whole, in pieces, cut off, refused, never. */
#include "unit.h"

#include "sys/loop.h"
#include "sys/tcp.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

static struct loop *loop;
static struct tcp *tcp;
static struct source from;
static uint32_t asker;
static int listener;
static struct loop_fd *watch;
static const char *say; /* what the peer says, octet by octet; NULL: nothing */
static size_t say_n;
static char got[64];
static size_t got_n;
static unsigned times;
static bool nothing;

static void on_accept(void *ctx, unsigned ready)
{
	char query[64];
	struct sockaddr_in a = { 0 };
	socklen_t a_n = sizeof(a);
	int fd = accept4(listener, (struct sockaddr *)&a, &a_n, SOCK_CLOEXEC);
	int one = 1;

	(void)ctx;
	(void)ready;
	assert_true(fd >= 0);
	asker = ntohl(a.sin_addr.s_addr);
	assert_int_equal(recv(fd, query, sizeof(query), 0), 7);
	assert_memory_equal(query, "\0\5hello", 7);
	if (!say)
		return; /* the connection stays open until the process ends */
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	for (size_t i = 0; i < say_n; i++)
		assert_int_equal(send(fd, say + i, 1, 0), 1);
	close(fd);
}

static void on_reply(void *ctx, struct str reply)
{
	(void)ctx;
	times++;
	nothing = reply.p == NULL;
	got_n = reply.n;
	if (reply.n > 0 && reply.n <= sizeof(got))
		memcpy(got, reply.p, reply.n);
	tcp_free(tcp);
	loop_stop(loop);
}

/* Asks, and waits for what comes of it. */
static void ask(const char *answer, size_t n, bool listens)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t a_n = sizeof(a);
	struct tcp_ask q = { .from = from, .query = STR("hello"), .wait = SPAN_MS(700) };
	int one = 1;

	say = answer;
	say_n = n;
	times = 0;
	loop = loop_new();
	listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(setsockopt(listener, IPPROTO_TCP, TCP_DEFER_ACCEPT, &one, sizeof(one)), 0);
	assert_int_equal(bind(listener, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&a, &a_n), 0);
	if (listens)
		assert_int_equal(listen(listener, 4), 0);
	watch = loop_fd_new(loop, listener, on_accept, NULL);
	if (listens)
		loop_fd_want(watch, LOOP_READ);
	q.peer = (struct endpoint){ ip4(127, 0, 0, 1), ntohs(a.sin_port) };
	tcp = tcp_new(loop, &q, on_reply, NULL);
	loop_run(loop);
	assert_int_equal(times, 1);
	loop_fd_free(watch);
	close(listener);
	loop_free(loop);
}

static void a_reply_comes_whole(void **state)
{
	(void)state;
	ask("\0\5world", 7, true);
	assert_false(nothing);
	assert_int_equal(got_n, 5);
	assert_memory_equal(got, "world", 5);
}

static void what_is_no_reply_is_nothing(void **state)
{
	(void)state;
	ask("\0\6world", 7, true);
	assert_true(nothing);
	ask("\0", 1, true);
	assert_true(nothing);
	ask("\0\0", 2, true);
	assert_true(nothing);
	ask("", 0, true);
	assert_true(nothing);
}

static void nobody_is_waited_for_without_end(void **state)
{
	(void)state;
	ask(NULL, 0, true);
	assert_true(nothing);
	ask(NULL, 0, false);
	assert_true(nothing);
}

static void it_leaves_from_the_source(void **state)
{
	(void)state;
	from.four = ip4(127, 0, 0, 6);
	ask("\0\5world", 7, true);
	assert_false(nothing);
	assert_int_equal(asker, 0x7f000006);
	from.four = ip4(0, 0, 0, 0);
	from.four.len = 0;
	ask("\0\5world", 7, true);
	assert_int_equal(asker, 0x7f000001);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reply_comes_whole),
		cmocka_unit_test(what_is_no_reply_is_nothing),
		cmocka_unit_test(nobody_is_waited_for_without_end),
		cmocka_unit_test(it_leaves_from_the_source),
	};
	return cmocka_run_group_tests_name("sys/tcp", tests, NULL, NULL);
}
