/* A role as a process of its own: its loop, its cage, its words with the parent. */
#pragma once

#include "conf/netizen_conf.h"
#include "model/holder.h"
#include "msg/role_msg.h"
#include "store/store.h"
#include "sys/state.h"

#include <stdbool.h>

/* How a hub or a role leaves that cannot start, however often it is tried; or whose store, a
 * server, is away. */
enum { ROLE_EXIT_NEVER = 78, ROLE_EXIT_AWAY = 69 };

/* Descriptors that the parent puts in place. Desk's ends of its pairs stand at ROLE_FD_PAIR in
 * the order of enum role_id, front first. */
enum {
	ROLE_FD_PARENT = 3,
	ROLE_FD_PAIR = 4,    /* with desk */
	ROLE_FD_CLIENTS = 5, /* front: the listener, or with --once the client */
	ROLE_FD_STORE = 32   /* desk and front: the words for a PostgreSQL */
};

#define ROLE_FD_OF(id) (ROLE_FD_PAIR + (int)(id)-1) /* desk's end of the pair with a role */

/* What of the configuration a role must know; the parent reads it, roles cannot. */
struct role_settings {
	unsigned group; /* whose members may speak with the hub */
	struct holder_skews usual;
	unsigned ends_percent; /* that a snapshot may end */
	bool server;           /* the store is a PostgreSQL: see ROLE_FD_STORE */
	struct {
		bool enabled;
		struct span period[4]; /* of a walk: mail, changed, rest, names */
		struct span fetch;     /* between two fetches of a copy */
		struct span confirm;   /* between a first and a second answer */
		struct span recheck;   /* of what is listed */
		struct span gap;       /* between two jobs of a list, at least */
		struct endpoint resolver[NETIZEN_CONF_RESOLVERS_MAX]; /* none: the machine's own */
		size_t resolvers;
		struct source source; /* where lists are asked from */
	} watch;
};

struct role_start {
	const struct state *state;
	bool once;
	struct role_settings settings;
	struct store_place store;
};

/* Runs until told to stop; returns the exit code. */
int role_desk(const struct role_start *start);
int role_front(const struct role_start *start);
int role_watch(const struct role_start *start);
int role_courier(const struct role_start *start);
