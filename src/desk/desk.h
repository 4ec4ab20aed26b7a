/* The desk: the single writer of a node. It speaks with other roles only. */
#pragma once

#include "base/err.h"
#include "base/str.h"
#include "store/store.h"

struct desk;
struct loop;

struct desk_start {
	struct loop *loop;
	struct store_place store;
	unsigned ends_percent; /* that a snapshot may end */
	int front;             /* our end of the pair with front */
	/* Leave and be restarted. Called at most once. */
	void (*broken)(void *ctx, const struct err *err);
	void *ctx;
};

/* Opens the store and brings it up to date. */
NODISCARD int desk_new(struct desk **out, const struct desk_start *start, struct err *err);

/* For what its cage must leave open. */
const struct store *desk_store(const struct desk *d);

/* Does what waits. */
void desk_finish(struct desk *d);

/* Closes the store, saying that the stop is clean. */
void desk_free(struct desk *d);
