/* An address and a port: where a server is asked. */
#pragma once

#include "base/attr.h"
#include "base/err.h"
#include "base/ip.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

#define ENDPOINT_TEXT_MAX (IP_TEXT_MAX + 8) /* "[", "]", ":" and five digits more */

struct endpoint {
	struct ip ip; /* len 0: none */
	uint16_t port;
};

/* "192.0.2.1", "192.0.2.1:5353", "2001:db8::1", "[2001:db8::1]:5353"; `port` where none is
 * written. ERR_INPUT names the text. */
NODISCARD int endpoint_parse(struct str text, uint16_t port, struct endpoint *out, struct err *err);

/* With the port, IPv6 in brackets; `text` has room for ENDPOINT_TEXT_MAX + 1; returns it. */
const char *endpoint_text(struct endpoint e, char *text);

bool endpoint_eq(struct endpoint a, struct endpoint b);
