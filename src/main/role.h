/* A role as a process of its own: its loop, its cage, its words with the parent. */
#pragma once

#include "model/holder.h"
#include "sys/state.h"

#include <stdbool.h>

/* How a hub or a role leaves that cannot start, however often it is tried. */
enum { ROLE_EXIT_NEVER = 78 };

/* Descriptors that the parent puts in place. */
enum {
	ROLE_FD_PARENT = 3,
	ROLE_FD_PAIR = 4,   /* between desk and front */
	ROLE_FD_CLIENTS = 5 /* front: the listener, or with --once the client */
};

/* What of the configuration a role must know; the parent reads it, roles cannot. */
struct role_settings {
	unsigned group; /* whose members may speak with the hub */
	struct holder_skews usual;
	unsigned ends_percent; /* that a snapshot may end */
};

struct role_start {
	const struct state *state;
	bool once;
	struct role_settings settings;
};

/* Runs until told to stop; returns the exit code. */
int role_desk(const struct role_start *start);
int role_front(const struct role_start *start);
