/* Several files fetched at once from a server in the same loop. */
#include "unit.h"

#include "sys/fetcher.h"
#include "sys/file.h"
#include "sys/loop.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FILES = 8 };

static struct loop *loop;
static int listener;
static unsigned port;
static char dir[64];
static struct loop_fd *client[64];
static int client_fd[64];
static size_t clients;

static struct {
	unsigned calls;
	bool failed;
	struct fetched got;
	struct err why;
} told[FILES];
static size_t wanted, ended;

static void answer(int fd, const char *request)
{
	static const char whole[] = "HTTP/1.1 200 OK\r\nETag: \"v1\"\r\nContent-Length: 6\r\n"
				    "Connection: close\r\n\r\nlisted";
	static const char same[] = "HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n"
				   "Connection: close\r\n\r\n";
	static const char none[] = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n"
				   "Connection: close\r\n\r\n";
	const char *say = whole;

	if (strstr(request, "GET /none"))
		say = none;
	else if (strstr(request, "If-None-Match: \"v1\""))
		say = same;
	assert_true(write(fd, say, strlen(say)) > 0);
}

static void reads(void *ctx, unsigned ready)
{
	size_t i = (size_t)(uintptr_t)ctx;
	char text[4096];
	ssize_t n = read(client_fd[i], text, sizeof(text) - 1);

	(void)ready;
	if (n > 0) {
		text[n] = '\0';
		if (strstr(text, "GET /never"))
			return;
		answer(client_fd[i], text);
	}
	loop_fd_free(client[i]);
	client[i] = NULL;
	close(client_fd[i]);
}

static void accepts(void *ctx, unsigned ready)
{
	int fd = accept(listener, NULL, NULL);

	(void)ctx;
	(void)ready;
	assert_true(fd >= 0 && clients < LEN(client));
	client_fd[clients] = fd;
	client[clients] = loop_fd_new(loop, fd, reads, (void *)(uintptr_t)clients);
	loop_fd_want(client[clients++], LOOP_READ);
}

static void is_told(void *ctx, uint64_t tag, const struct fetched *got, const struct err *why)
{
	(void)ctx;
	told[tag].calls++;
	told[tag].got = *got;
	told[tag].failed = why != NULL;
	if (why)
		told[tag].why = *why;
	if (++ended == wanted)
		loop_stop(loop);
}

static struct fetch of(const char *path, unsigned n, uint64_t max)
{
	static char url[FILES][200], to[FILES][200];

	snprintf(url[n], sizeof(url[n]), "http://127.0.0.1:%u/%s", port, path);
	snprintf(to[n], sizeof(to[n]), "%s/%u", dir, n);
	return (struct fetch){ str_of(url[n]), str_of(to[n]), max, SPAN_S(30), NULL };
}

static void add(struct fetcher *f, unsigned n, const struct fetch *fetch)
{
	struct err err;

	if (fetcher_add(f, n, fetch, &err) < 0)
		fail_msg("%s", err.text);
}

static void several_at_once(void **state)
{
	struct loop_fd *l = loop_fd_new(loop, listener, accepts, NULL);
	struct fetch_version have = { .tag = "\"v1\"" };
	struct buf AUTO(buf_done) text;
	struct fetch fetch;
	struct fetcher *f;
	struct err err;

	(void)state;
	buf_init(&text, 100);
	loop_fd_want(l, LOOP_READ);
	assert_int_equal(fetcher_new(loop, is_told, NULL, &f, &err), 0);
	fetch = of("list", 0, 100);
	add(f, 0, &fetch);
	fetch = of("list", 1, 100);
	fetch.have = &have;
	add(f, 1, &fetch);
	have.tag[0] = '\0'; /* was copied */
	fetch = of("none", 2, 100);
	add(f, 2, &fetch);
	fetch = of("list", 3, 5);
	add(f, 3, &fetch);
	fetch = of("list", 4, 100);
	fetch.url = STR("ftp://127.0.0.1/list");
	add(f, 4, &fetch);
	assert_int_equal(fetcher_count(f), 5);
	wanted = 5;
	loop_run(loop);
	for (unsigned i = 0; i < 5; i++)
		assert_int_equal(told[i].calls, 1);
	assert_false(told[0].failed);
	assert_string_equal(told[0].got.version.tag, "\"v1\"");
	assert_int_equal(file_load(of("", 0, 0).to, &text, &err), 0);
	assert_str(buf_str(&text), "listed");
	assert_true(!told[1].failed && told[1].got.unchanged);
	assert_true(told[2].failed && told[2].why.kind == ERR_GONE);
	assert_true(told[3].failed && told[3].why.kind == ERR_INPUT);
	assert_true(told[4].failed && told[4].why.kind == ERR_INPUT);
	assert_int_equal(file_load(of("", 3, 0).to, &text, &err), -1);
	assert_int_equal(err.kind, ERR_GONE);
	fetcher_free(f);
	loop_fd_free(l);
}

static void some_time_later(void *ctx)
{
	(void)ctx;
	loop_stop(loop);
}

static void what_goes_on_is_dropped(void **state)
{
	struct loop_fd *l = loop_fd_new(loop, listener, accepts, NULL);
	struct loop_timer *t = loop_timer_new(loop, some_time_later, NULL);
	struct fetch fetch = of("never", 5, 100);
	struct buf AUTO(buf_done) text;
	struct fetcher *f;
	struct err err;

	(void)state;
	buf_init(&text, 100);
	loop_fd_want(l, LOOP_READ);
	assert_int_equal(fetcher_new(loop, is_told, NULL, &f, &err), 0);
	add(f, 5, &fetch);
	loop_timer_set(t, SPAN_MS(200));
	loop_run(loop);
	fetcher_free(f);
	assert_int_equal(told[5].calls, 0);
	assert_int_equal(file_load(fetch.to, &text, &err), -1);
	loop_timer_free(t);
	loop_fd_free(l);
}

static void no_more_than_so_many(void **state)
{
	struct fetch fetch = of("never", 6, 100);
	struct fetcher *f;
	struct err err;

	(void)state;
	assert_int_equal(fetcher_new(loop, is_told, NULL, &f, &err), 0);
	for (unsigned i = 0; i < FETCHER_MAX; i++)
		add(f, 6, &fetch);
	assert_int_equal(fetcher_add(f, 6, &fetch, &err), -1);
	assert_int_equal(err.kind, ERR_LATER);
	fetcher_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(several_at_once),
		cmocka_unit_test(what_goes_on_is_dropped),
		cmocka_unit_test(no_more_than_so_many),
	};
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t n = sizeof(at);
	char file[128];
	int r;

	snprintf(dir, sizeof(dir), "/tmp/netizen-fetcher-XXXXXX");
	listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (!mkdtemp(dir) || bind(listener, (struct sockaddr *)&at, sizeof(at)) < 0 ||
	    listen(listener, 64) < 0 || getsockname(listener, (struct sockaddr *)&at, &n) < 0)
		return 99;
	port = ntohs(at.sin_port);
	loop = loop_new();
	r = cmocka_run_group_tests_name("sys/fetcher", tests, NULL, NULL);
	for (size_t i = 0; i < clients; i++)
		if (client[i]) {
			loop_fd_free(client[i]);
			close(client_fd[i]);
		}
	loop_free(loop);
	close(listener);
	snprintf(file, sizeof(file), "%s/0", dir);
	unlink(file);
	rmdir(dir);
	return r;
}
