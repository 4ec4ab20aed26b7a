/* A lock file: at most one process has it, and it is free when that process is gone. */
#pragma once

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

struct lock {
	int fd; /* -1: not held */
};

#define LOCK_NONE ((struct lock){ -1 })

/* Makes the file if there is none, and writes our process id into it. ERR_LATER names the
 * process that has it. Not inherited by programs that are started. */
NODISCARD int lock_take(struct lock *lock, struct str path, struct err *err);

/* Fit for AUTO; one that is not held is fine. The file stays. */
void lock_drop(struct lock *lock);
