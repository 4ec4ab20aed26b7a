/* The desk: the single writer of a node. It speaks with other roles only. */
#pragma once

#include "base/err.h"
#include "base/source.h"
#include "base/str.h"
#include "model/agenda.h"
#include "model/listing.h"
#include "msg/role_msg.h"
#include "store/store.h"

struct desk;
struct list_set;
struct loop;

struct desk_start {
	struct loop *loop;
	struct store_place store;
	unsigned ends_percent;        /* that a snapshot may end */
	int front;                    /* our end of the pair with front */
	const struct list_set *lists; /* to be watched, outlives it; NULL: nothing is watched */
	int watch;                    /* our end of the pair with watch, if anything is */
	int courier;                  /* the same with courier; -1: there is none */
	struct agenda_rules agenda;
	struct listing_rules listing;
	struct source from; /* where the watch asks from */
	/* Leave and be restarted. Called at most once. */
	void (*broken)(void *ctx, const struct err *err);
	void *ctx;
};

/* Opens the store and brings it up to date. */
NODISCARD int desk_new(struct desk **out, const struct desk_start *start, struct err *err);

/* For what its cage must leave open. */
const struct store *desk_store(const struct desk *d);

/* That role was started (again): what it was doing is lost. */
void desk_again(struct desk *d, enum role_id who);

/* Does what waits. */
void desk_finish(struct desk *d);

/* Closes the store, saying that the stop is clean. */
void desk_free(struct desk *d);
