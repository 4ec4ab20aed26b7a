/* A backup being taken: one state of the store going out to a client, slice by slice. */
#pragma once

#include "base/err.h"

#include <stdint.h>

struct giving;
struct db;
struct loop;
struct session;

struct giving_start {
	struct loop *loop;
	struct db *db; /* a connection that nobody else uses meanwhile */
	int to;        /* the end of a stream; the caller's, a copy is kept */
	struct session *asker;
	uint64_t id; /* of his request */
	/* All is told (ERR_NONE), or not; to be freed here. */
	void (*over)(void *ctx, const struct err *why);
	void *ctx;
};

NODISCARD int giving_new(struct giving **out, const struct giving_start *start, struct err *err);
void giving_free(struct giving *g); /* NULL is fine; what was not told is not */

struct session *giving_asker(const struct giving *g);
uint64_t giving_id(const struct giving *g);
