/* A role as a process of its own: its loop, its cage, its words with the parent. */
#pragma once

#include "sys/state.h"

#include <stdbool.h>

/* Descriptors that the parent puts in place. */
enum {
	ROLE_FD_PARENT = 3,
	ROLE_FD_PAIR = 4,   /* between desk and front */
	ROLE_FD_CLIENTS = 5 /* front: the listener, or with --once the client */
};

struct role_start {
	const struct state *state;
	bool once;
	unsigned group;
};

/* Runs until told to stop; returns the exit code. */
int role_desk(const struct role_start *start);
int role_front(const struct role_start *start);
