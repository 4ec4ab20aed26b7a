/* The front: the control socket's clients, who read here and write through the desk. */
#pragma once

#include "base/err.h"
#include "base/source.h"
#include "base/str.h"
#include "model/holder.h"
#include "store/store.h"

#define FRONT_CLIENTS_MAX 64
#define FRONT_DEATHS_MAX 5 /* of the desk over one request; then it is given up */

#define FRONT_REST SPAN_S(60) /* so long the inventory stays in memory when nobody asks */

struct front;
struct loop;

struct front_start {
	struct loop *loop;
	struct store_place store;
	int desk;                  /* our end of the pair with the desk */
	int listener;              /* or -1 */
	int client;                /* a client that is connected already, or -1 */
	struct holder_skews usual; /* for who */
	struct source from;        /* where our watch asks from */
	unsigned group;            /* whose members may; LISTEN_NO_GROUP */
	void (*broken)(void *ctx, const struct err *err); /* leave and be restarted */
	void (*over)(void *ctx); /* that client has gone, and nothing lies with the desk */
	void *ctx;
};

/* Opens the store for reading; no client is served before front_begin(). */
NODISCARD int front_new(struct front **out, const struct front_start *start, struct err *err);
void front_begin(struct front *f);

/* For what its cage must leave open. */
const struct store *front_store(const struct front *f);

/* The desk was restarted: what lies there is sent again. */
void front_again(struct front *f);

/* Takes no new clients and questions; `done` when nothing lies with the desk any more. */
void front_stop(struct front *f, void (*done)(void *ctx), void *ctx);

void front_free(struct front *f);
