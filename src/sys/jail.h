/* The cage of a role: which system calls it may make, and which files it may touch.
 *
 * What no role ever needs (other programs, other processes, mounts, keys, new sockets unless
 * granted) kills the process; other calls that are not granted fail with EPERM. Landlock, where
 * the kernel has it, takes away all files but those named. There is no way back.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

enum jail_grant {
	JAIL_FILES_READ = 1,  /* open files for reading */
	JAIL_FILES_WRITE = 2, /* and make, change, lock, sync, rename, remove them */
	JAIL_ACCEPT = 4,      /* take connections of listeners it was handed */
	JAIL_UDP = 8,         /* make and connect datagram sockets */
	JAIL_TCP = 16,        /* make and connect stream sockets */
	JAIL_LOCAL = 32,      /* the same in the file system: of this machine */
	JAIL_THREADS = 64,    /* threads of its own: names of hosts are looked up in one */
	JAIL_BIND = 128,      /* choose where its sockets ask from; nobody can be let in by it */
};

/* A file or folder with all below it. */
struct jail_path {
	const char *path;
	bool write;
};

#define JAIL_PATHS_MAX 16
#define JAIL_TEXT_MAX 64

struct jail {
	unsigned grants; /* enum jail_grant */
	const struct jail_path *path;
	size_t paths; /* those that do not exist are passed over */
};

/* Enters it. `cage` has room for JAIL_TEXT_MAX and says what it is made of, for the log:
 * "seccomp landlock-7", "seccomp". ERR_SYS: not caged, and so the role must not go on. */
NODISCARD int jail_enter(const struct jail *jail, char *cage, struct err *err);
