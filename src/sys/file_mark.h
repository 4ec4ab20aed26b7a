/* Whose a file or folder is, by name, and what may be done with it. */
#pragma once

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

#define FILE_MARK_NAME_MAX 63 /* octets of a user's or group's name */

struct file_mark {
	uint32_t mode; /* the nine bits of permissions */
	char owner[FILE_MARK_NAME_MAX + 1], group[FILE_MARK_NAME_MAX + 1]; /* may be empty */
};

enum file_right { FILE_PASS = 1, FILE_WRITE = 2, FILE_READ = 4 };

/* Whether the user may do all of `rights`, a sum of them, by what the mark says; root may. */
bool file_mark_lets(const struct file_mark *mark, const char *user, unsigned rights);

NODISCARD int file_mark_get(struct str path, struct file_mark *out, struct err *err);

/* Owner and group only by root, and only those that this machine has. */
NODISCARD int file_mark_set(struct str path, const struct file_mark *mark, struct err *err);
