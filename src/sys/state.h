/* The places of a hub: what it is told, what it keeps, where it can be reached.
 *
 * /etc/netizen, /var/lib/netizen and /run/netizen, or etc, lib and run below one folder.
 */
#pragma once

#include "base/err.h"
#include "sys/file.h"

#include <stdbool.h>

#define STATE_PATH_MAX (FILE_PATH_MAX - 64) /* octets of a place; names are put behind it */

struct state {
	bool own;                    /* below one folder, given with --state */
	char top[FILE_PATH_MAX + 1]; /* that folder, absolute; empty for the system's places */
	char etc[FILE_PATH_MAX + 1];
	char lib[FILE_PATH_MAX + 1];
	char run[FILE_PATH_MAX + 1];
};

/* `dir` NULL: the system's places. Makes nothing. */
NODISCARD int state_find(const char *dir, struct state *out, struct err *err);

/* Makes lib and run (and etc below one folder), for the owner and who may pass through. */
NODISCARD int state_make(const struct state *s, struct err *err);

/* "place/name" in `path`, which has room for FILE_PATH_MAX + 1; returns it. */
const char *state_path(const char *place, const char *name, char *path);

#define STATE_SOCKET "control"   /* in run */
#define STATE_PID "netizend.pid" /* in run */
#define STATE_LOCK "lock"        /* in lib: held by whoever may write below it */

/* The lock, held until the descriptor is closed; its text says by whom. ERR_LATER names who
 * holds it. */
NODISCARD int state_lock(const struct state *s, struct err *err);

/* Makes lib and run, gives them (and the lock, if it is there) to the user `name` and becomes
 * that user, with his groups, for good. ERR_INPUT: no such user. */
NODISCARD int state_become(const struct state *s, const char *name, struct err *err);

/* Root acts as the user `name`, with his groups, until state_act_as_root(): files made meanwhile
 * are his, and a server that asks who we are is told him. ERR_INPUT: no such user. */
NODISCARD int state_act_as(const char *name, struct err *err);
void state_act_as_root(void);

/* Whether we are root. */
bool state_is_root(void);
