/* Folders: the names in one, where our own program stands, and a lock held on one. */
#pragma once

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#define FOLDER_NAMES_MAX 1000 /* entries of one folder */

struct folder_list {
	struct str *name;
	size_t n;
};

/* Names that end in `suffix` and do not begin with a dot, in octet order; in the arena.
 * ERR_GONE if there is no such folder. */
NODISCARD int folder_names(struct str path, struct str suffix, struct arena *mem,
			   struct folder_list *out, struct err *err);

bool folder_exists(struct str path);

/* Appends the folder of the running program, links resolved; false if that cannot be told. */
bool folder_of_program(struct buf *out);

/* Waits for, and takes, the lock file `path` (made if missing), until folder_unlock or the end
 * of the process. */
NODISCARD int folder_lock(struct str path, int *fd, struct err *err);
void folder_unlock(int *fd); /* fit for AUTO; -1 is fine */
