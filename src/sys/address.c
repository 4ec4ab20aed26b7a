/* Addresses of both families. */
#include "sys/address.h"

#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

socklen_t address_of(struct endpoint e, struct sockaddr_storage *out)
{
	struct sockaddr_in *four = (struct sockaddr_in *)out;
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)out;

	memset(out, 0, sizeof(*out));
	if (e.ip.len == 4) {
		four->sin_family = AF_INET;
		four->sin_port = htons(e.port);
		memcpy(&four->sin_addr, e.ip.b, 4);
		return sizeof(*four);
	}
	six->sin6_family = AF_INET6;
	six->sin6_port = htons(e.port);
	memcpy(&six->sin6_addr, e.ip.b, 16);
	return sizeof(*six);
}

int address_bind(int fd, const struct source *from, struct ip peer)
{
	struct endpoint at = { .ip = source_for(from, peer) };
	struct sockaddr_storage own;
	socklen_t own_n;

	if (at.ip.len == 0)
		return 0;
	own_n = address_of(at, &own);
	return bind(fd, (struct sockaddr *)&own, own_n);
}

bool address_is_here(struct ip ip)
{
	struct sockaddr_storage own;
	socklen_t own_n = address_of((struct endpoint){ .ip = ip }, &own);
	int fd = socket(own.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool here = fd >= 0 && bind(fd, (struct sockaddr *)&own, own_n) == 0;

	if (fd >= 0)
		close(fd);
	return here;
}
