/* The machine's resolvers, from a file such as /etc/resolv.conf. */
#pragma once

#include "base/attr.h"
#include "base/endpoint.h"
#include "base/err.h"
#include "base/str.h"

#include <stddef.h>

#define RESOLV_FILE_MAX 65536 /* octets */

/* The addresses of its `nameserver` lines in their order, port 53; at most `max`. What else
 * stands there, and addresses with a scope, are passed over. Without the file there are
 * none. ERR_INPUT for a file that cannot be read. */
NODISCARD int resolv_load(struct str path, struct endpoint *out, size_t max, size_t *n,
			  struct err *err);
