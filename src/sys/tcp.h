/* One message over a TCP connection of its own, and the one that comes back, each with its length
 * in two octets before it, as DNS has it.
 *
 * Nothing blocks. The connection ends with the reply, a fault, or when its time is over.
 */
#pragma once

#include "base/endpoint.h"
#include "base/source.h"
#include "base/str.h"
#include "base/when.h"

#define TCP_QUERY_MAX 512   /* octets of what is sent */
#define TCP_REPLY_MAX 65535 /* octets of what comes back */

struct loop;
struct tcp;

struct tcp_ask {
	struct endpoint peer;
	struct source from;
	struct str query; /* copied */
	struct span wait; /* for everything together */
};

/* Called once, from the loop. `reply` is a view for this call; p NULL: it came to nothing. */
typedef void tcp_fn(void *ctx, struct str reply);

struct tcp *tcp_new(struct loop *loop, const struct tcp_ask *ask, tcp_fn *fn, void *ctx);
void tcp_free(struct tcp *t); /* also from within fn; NULL is fine */
