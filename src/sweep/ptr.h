/* Looks up the PTR records of addresses and whether their names lead back (forward-confirmed
 * reverse DNS); model/ptr_name judges.
 *
 * Addresses are pulled as the engine pulls questions, so a sweep of any size needs no more
 * memory than what is outstanding.
 */
#pragma once

#include "base/endpoint.h"
#include "base/ip.h"
#include "model/ptr_name.h"

#include <stdbool.h>

#define PTR_NAMES_MAX 8 /* names of one address that are looked at */
#define PTR_AT_ONCE 64  /* addresses looked up at the same time */

struct loop;
struct ptr;
struct resolvers;

struct ptr_told {
	struct ip ip;
	enum ptr_verdict verdict;
	struct str name; /* the name that decided, text, a view for this call; may be empty */
	const char *why; /* of PTR_UNKNOWN: "timeout", "SERVFAIL" ...; else NULL */
	size_t names;    /* PTR records there are */
};

struct ptr_calls {
	bool (*next)(void *ctx, struct ip *out); /* false: no more, not called again */
	void (*done)(void *ctx, const struct ptr_told *told);
	void (*idle)(void *ctx); /* all are told; may be NULL */
	void *ctx;
};

/* Begins by itself in the loop. There is at least one resolver. `window`: questions outstanding
 * per resolver, 0 for 32. */
struct ptr *ptr_new(struct loop *loop, const struct resolvers *whom, unsigned window,
		    const struct ptr_calls *calls);
void ptr_free(struct ptr *p);
