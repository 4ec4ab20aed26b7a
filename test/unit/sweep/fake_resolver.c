/* The scripted resolver: finds the line, writes the records. */
#include "fake_resolver.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

static const struct script unknown = { "", 0, DNS_NXDOMAIN, { NULL }, "test" };

static size_t put_u16(uint8_t *p, unsigned v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
	return 2;
}

static size_t put_name(uint8_t *p, const char *text)
{
	struct dns_name name;

	assert_int_equal(dns_name_parse(str_of(text), &name, NULL), 0);
	memcpy(p, name.b, name.n);
	return name.n;
}

static size_t put_value(uint8_t *p, uint16_t type, const char *value)
{
	uint8_t data[300];
	size_t n, at = 0;
	struct ip ip;

	if (type == DNS_A || type == DNS_AAAA) {
		assert_int_equal(ip_parse(str_of(value), &ip, NULL), 0);
		memcpy(data, ip.b, ip.len);
		n = ip.len;
	} else {
		n = put_name(data, value);
	}
	at += put_u16(p + at, 0xc000 | DNS_HEADER);
	at += put_u16(p + at, type);
	at += put_u16(p + at, 1);
	at += put_u16(p + at, 0);
	at += put_u16(p + at, 300);
	at += put_u16(p + at, (unsigned)n);
	memcpy(p + at, data, n);
	return at + n;
}

static size_t put_soa(uint8_t *p, const char *owner)
{
	size_t at = put_name(p, owner);

	at += put_u16(p + at, DNS_SOA);
	memcpy(p + at, "\0\1\0\0\1\0\0\x16\0\0\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\1", 30);
	return at + 30;
}

static const struct script *line_of(const struct fake_resolver *f, const uint8_t *query, size_t n)
{
	struct dns_name name;

	for (size_t i = 0; i < f->scripts; i++) {
		assert_int_equal(dns_name_parse(str_of(f->script[i].name), &name, NULL), 0);
		if (n == DNS_HEADER + name.n + 4u &&
		    memcmp(query + DNS_HEADER, name.b, name.n) == 0 &&
		    query[n - 3] == f->script[i].type)
			return &f->script[i];
	}
	return &unknown;
}

static void hears(void *ctx, unsigned ready)
{
	struct fake_resolver *f = ctx;
	uint8_t data[4096];
	struct sockaddr_in from;
	socklen_t from_n = sizeof(from);
	ssize_t got;

	(void)ready;
	while ((got = recvfrom(f->fd, data, 512, MSG_DONTWAIT, (struct sockaddr *)&from, &from_n)) >
	       0) {
		size_t n = (size_t)got;
		const struct script *line = line_of(f, data, n);

		f->asked++;
		f->without_recursion += !(data[2] & 1);
		if (line->rcode == SCRIPT_SILENCE)
			continue;
		data[2] = 0x81;
		data[3] = 0x80 | line->rcode;
		for (; line->value[data[7]]; data[7]++)
			n += put_value(data + n, line->type, line->value[data[7]]);
		if (line->soa) {
			data[9] = 1;
			n += put_soa(data + n, line->soa);
		}
		(void)sendto(f->fd, data, n, 0, (struct sockaddr *)&from, from_n);
	}
}

struct fake_resolver *fake_resolver_new(struct loop *loop, const struct script *script, size_t n)
{
	struct fake_resolver *f = calloc(1, sizeof(*f));
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t a_n = sizeof(a);

	assert_non_null(f);
	f->script = script;
	f->scripts = n;
	f->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_true(f->fd >= 0);
	assert_int_equal(bind(f->fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(getsockname(f->fd, (struct sockaddr *)&a, &a_n), 0);
	f->at = (struct endpoint){ ip4(127, 0, 0, 1), ntohs(a.sin_port) };
	f->watch = loop_fd_new(loop, f->fd, hears, f);
	loop_fd_want(f->watch, LOOP_READ);
	return f;
}

void fake_resolver_free(struct fake_resolver *f)
{
	loop_fd_free(f->watch);
	close(f->fd);
	free(f);
}
