/* Addresses with a port: text and comparison. */
#include "base/endpoint.h"

#include <stdio.h>

static int bad(struct str text, struct err *err)
{
	return err_set(
		err, ERR_INPUT,
		"\"%.*s\" is not ADDRESS, IPV4:PORT or [IPV6]:PORT with a port of 1 to 65535",
		(int)(text.n > 60 ? 60 : text.n), text.p ? text.p : "");
}

/* Splits off a port; an address with several colons and no brackets has none. */
static bool split(struct str text, struct str *host, struct str *port)
{
	size_t colon;

	*host = text;
	*port = (struct str){ NULL, 0 };
	if (str_starts(text, STR("["))) {
		size_t end = str_find(text, ']');

		if (end == text.n)
			return false;
		*host = str_sub(text, 1, end - 1);
		if (end + 1 == text.n)
			return true;
		*port = str_sub(text, end + 2, text.n);
		return text.p[end + 1] == ':';
	}
	colon = str_find(text, ':');
	if (colon < text.n &&
	    str_find(str_sub(text, colon + 1, text.n), ':') == text.n - colon - 1) {
		*host = str_sub(text, 0, colon);
		*port = str_sub(text, colon + 1, text.n);
	}
	return true;
}

int endpoint_parse(struct str text, uint16_t port, struct endpoint *out, struct err *err)
{
	struct str host, digits;
	uint64_t n = port;

	if (!split(text, &host, &digits) || ip_parse(host, &out->ip, NULL) < 0)
		return bad(text, err);
	if (digits.p && (!str_u64(digits, 65535, &n) || n == 0))
		return bad(text, err);
	if (str_starts(text, STR("[")) && out->ip.len != 16)
		return bad(text, err);
	out->port = (uint16_t)n;
	return 0;
}

const char *endpoint_text(struct endpoint e, char *text)
{
	char ip[IP_TEXT_MAX + 1];

	snprintf(text, ENDPOINT_TEXT_MAX + 1, e.ip.len == 16 ? "[%s]:%u" : "%s:%u",
		 ip_text(e.ip, ip), (unsigned)e.port);
	return text;
}

bool endpoint_eq(struct endpoint a, struct endpoint b)
{
	return a.port == b.port && ip_eq(a.ip, b.ip);
}
