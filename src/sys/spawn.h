/* Starting other programs: an argv array and named descriptors, never a shell.
 *
 * A child inherits only what is listed (and standard error), has default signal handling, and
 * is killed when we die. Whoever starts children in a loop reaps them there, on SIGCHLD.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"
#include "base/when.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define SPAWN_FDS_MAX 16

struct spawn_fd {
	int from; /* ours, or -1 for /dev/null */
	int to;   /* the child's number */
};

struct spawn {
	const char *path;        /* with a slash, or looked up in PATH; NULL: this program */
	const char *const *argv; /* ends with NULL */
	const struct spawn_fd *fd;
	size_t fds;    /* 0, 1 and 2 not among them: /dev/null, /dev/null, ours */
	bool outlives; /* goes on when we die */
	bool bare;     /* environment: only PATH, HOME, LANG, TZ and what a service manager sets */
};

/* ERR_GONE: there is no such program; ERR_SYS: it cannot be started. */
NODISCARD int spawn_start(const struct spawn *s, pid_t *pid, struct err *err);

struct spawn_end {
	pid_t pid;
	bool killed; /* by signal `code`; else it left with `code` */
	int code;
};

void spawn_kill(pid_t pid); /* at once, whatever it does */
void spawn_stop(pid_t pid); /* asks it to end */

/* The next child that has ended; false if none has. */
bool spawn_reap(struct spawn_end *out);

/* Waits for this one; kills it when `wait` has passed (ERR_LATER then). */
NODISCARD int spawn_wait(pid_t pid, struct span wait, struct spawn_end *out, struct err *err);

/* "left with 3", "killed by signal 9": `text` has room for SPAWN_END_MAX. */
#define SPAWN_END_MAX 48
const char *spawn_end_text(const struct spawn_end *end, char *text);
