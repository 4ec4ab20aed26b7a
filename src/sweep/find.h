/* Finds the name servers of zones by asking resolvers: NS records, then their addresses.
 *
 * Where the name exists but is no zone of its own, the zone that holds it is searched for
 * instead, but never one of a single label: the servers of "org" know nothing about a list
 * that has died. A name that does not exist is an error.
 */
#pragma once

#include "base/endpoint.h"
#include "base/err.h"
#include "proto/dns_name.h"

#define FIND_SERVERS_MAX 32 /* endpoints kept per zone */

struct find;
struct loop;
struct resolvers;

struct found {
	uint64_t tag;
	const struct dns_name *zone;              /* as asked for */
	struct dns_name apex;                     /* whose name servers these are */
	struct endpoint server[FIND_SERVERS_MAX]; /* port 53 */
	size_t servers;
	struct err err; /* where servers is 0: what failed, naming the step */
};

typedef void find_fn(void *ctx, const struct found *found);

/* The endpoints of `whom` outlive it. */
struct find *find_new(struct loop *loop, const struct resolvers *whom, find_fn *fn, void *ctx);
void find_free(struct find *f); /* not from within `fn` */

/* Begins; `fn` is called once per zone, from the loop (without a resolver: at once). The name
 * is copied. */
void find_add(struct find *f, uint64_t tag, const struct dns_name *zone);
