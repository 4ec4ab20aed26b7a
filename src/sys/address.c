/* Addresses of both families. */
#include "sys/address.h"

#include <netinet/in.h>
#include <string.h>

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
