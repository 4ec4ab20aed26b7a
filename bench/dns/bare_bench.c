/* The least the kernel asks for a question: segmented sends and batched reads with a short sleep
 * between, no ids, no matching, no timeouts, nothing learnt. What it costs says how fast this
 * machine is today. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	QUESTIONS = 1 << 20,
	WINDOW = 500,
	BATCH = 64,
	ROOM = 1 << 20,
	NAP_US = 150,
	PATIENCE = 5000
};

static uint8_t out[BATCH * 64], in[BATCH][1472];
static struct mmsghdr inbox[BATCH];
static struct iovec piece[BATCH];

/* Names of one length, as segmentation wants them; below bl.test, few of them listed. */
static size_t put_question(uint8_t *p, unsigned i)
{
	static const uint8_t header[12] = { [5] = 1 };
	int n;

	memcpy(p, header, sizeof(header));
	p[0] = (uint8_t)(i >> 8);
	p[1] = (uint8_t)i;
	n = snprintf((char *)p + 12, 40, "%c%03u%c%03u%c%03u%c10%cbl%ctest", 3, 100 + (i & 127), 3,
		     100 + (i >> 7 & 127), 3, 100 + (i >> 14 & 63), 2, 2, 4);
	memcpy(p + 12 + n, "\0\0\1\0\1", 5);
	return 12 + (size_t)n + 5;
}

static void send_batch(int fd, unsigned from)
{
	_Alignas(struct cmsghdr) uint8_t control[CMSG_SPACE(sizeof(uint16_t))] = { 0 };
	struct cmsghdr *c = (struct cmsghdr *)control;
	struct iovec all = { out, 0 };
	struct msghdr h = { .msg_iov = &all,
			    .msg_iovlen = 1,
			    .msg_control = c,
			    .msg_controllen = sizeof(control) };
	uint16_t size = 0;

	for (unsigned i = 0; i < BATCH; i++) {
		size = (uint16_t)put_question(out + all.iov_len, from + i);
		all.iov_len += size;
	}
	c->cmsg_level = SOL_UDP;
	c->cmsg_type = UDP_SEGMENT;
	c->cmsg_len = CMSG_LEN(sizeof(size));
	memcpy(CMSG_DATA(c), &size, sizeof(size));
	if (sendmsg(fd, &h, 0) < 0)
		perror("sendmsg");
}

static unsigned read_all(int fd)
{
	unsigned got = 0;
	int n;

	while ((n = recvmmsg(fd, inbox, BATCH, MSG_DONTWAIT, NULL)) > 0)
		got += (unsigned)n;
	return got;
}

int main(int argc, char **argv)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(53) };
	unsigned sent = 0, answered = 0;
	int room = ROOM;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	if (argc != 2 || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1 ||
	    connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0) {
		fprintf(stderr, "usage: bare_bench IPV4\n");
		return 2;
	}
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)) < 0)
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	for (int i = 0; i < BATCH; i++) {
		piece[i] = (struct iovec){ in[i], sizeof(in[i]) };
		inbox[i].msg_hdr.msg_iov = &piece[i];
		inbox[i].msg_hdr.msg_iovlen = 1;
	}
	for (int idle = 0; answered < QUESTIONS && idle < PATIENCE; idle++) {
		unsigned got;

		for (; sent < QUESTIONS && sent - answered + BATCH <= WINDOW; sent += BATCH)
			send_batch(fd, sent);
		usleep(NAP_US);
		got = read_all(fd);
		answered += got;
		if (got > 0)
			idle = 0;
	}
	printf("listed=0 sum=0 clean=%u unknown=%u\n", answered, QUESTIONS - answered);
	return 0;
}
