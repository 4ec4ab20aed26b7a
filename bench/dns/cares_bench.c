/* c-ares over the same names as dns_bench: the peer as a good program would use it. */
#include <ares.h>
#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { WINDOW = 500, QUESTIONS = 1 << 20 };

static unsigned asked, ended, out, listed, clean, unknown;
static uint64_t found;

static void told(void *arg, int status, int timeouts, unsigned char *answer, int n)
{
	(void)timeouts;
	(void)answer;
	(void)n;
	out--;
	ended++;
	if (status == ARES_SUCCESS) {
		listed++;
		found += (uintptr_t)arg;
	} else if (status == ARES_ENOTFOUND || status == ARES_ENODATA) {
		clean++;
	} else {
		unknown++;
	}
}

static void ask(ares_channel channel)
{
	while (out < WINDOW && asked < QUESTIONS) {
		uint64_t i = asked++ * UINT64_C(2654435761) % QUESTIONS;
		char name[64];

		snprintf(name, sizeof(name), "%u.%u.%u.10.bl.test", (unsigned)(i & 255),
			 (unsigned)(i >> 8 & 255), (unsigned)(i >> 16));
		out++;
		ares_query(channel, name, ns_c_in, ns_t_a, told, (void *)(uintptr_t)i);
	}
}

static void wait_for(ares_channel channel)
{
	ares_socket_t sock[ARES_GETSOCK_MAXNUM];
	struct pollfd fd[ARES_GETSOCK_MAXNUM];
	int bits = ares_getsock(channel, sock, ARES_GETSOCK_MAXNUM);
	nfds_t n = 0;

	for (int i = 0; i < ARES_GETSOCK_MAXNUM; i++)
		if (ARES_GETSOCK_READABLE(bits, i))
			fd[n++] = (struct pollfd){ .fd = sock[i], .events = POLLIN };
	poll(fd, n, 100);
	for (nfds_t i = 0; i < n; i++)
		if (fd[i].revents)
			ares_process_fd(channel, fd[i].fd, ARES_SOCKET_BAD);
	ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD); /* its timers */
}

int main(int argc, char **argv)
{
	struct ares_options options = { .flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES,
					.tries = 6,
					.timeout = 1000,
					.socket_receive_buffer_size = 1 << 20 };
	ares_channel channel;

	if (argc != 2 || ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS ||
	    ares_init_options(&channel, &options,
			      ARES_OPT_FLAGS | ARES_OPT_TRIES | ARES_OPT_TIMEOUTMS |
				      ARES_OPT_SOCK_RCVBUF) != ARES_SUCCESS ||
	    ares_set_servers_csv(channel, argv[1]) != ARES_SUCCESS) {
		fprintf(stderr, "usage: cares_bench SERVER\n");
		return 2;
	}
	while (ended < QUESTIONS) {
		ask(channel);
		wait_for(channel);
	}
	printf("listed=%u sum=%llu clean=%u unknown=%u\n", listed, (unsigned long long)found, clean,
	       unknown);
	ares_destroy(channel);
	return 0;
}
