/* The parent of the roles: starts them, watches them, restarts them, ends them in order. */
#pragma once

#include "main/role.h"
#include "sys/state.h"

#include <stdbool.h>

struct parent_start {
	const struct state *state;
	const char *dir; /* --state as it was given, or NULL */
	bool once;       /* serve one client that is connected already, and leave */
	int client;      /* that one */
	int store[2];    /* the words for a PostgreSQL, to write and to read, or -1 */
	struct role_settings settings;
};

/* Holds the lock of the state already. Returns the exit code. */
int parent_run(const struct parent_start *start);
