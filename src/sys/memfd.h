/* Large payloads between processes: a nameless file, sealed so that nobody can change it under
 * its reader. */
#pragma once

#include "base/err.h"
#include "base/str.h"

#include <stddef.h>
#include <stdint.h>

#define MEMFD_MAX ((uint64_t)4 << 30) /* octets of one payload */

/* A sealed file with this content; the descriptor or -1. */
NODISCARD int memfd_new(struct str content, struct err *err);

/* A sealed file's content, mapped. ERR_INPUT if it is no such file, not sealed against every
 * change, empty, or larger than `max`. */
struct memfd_view {
	struct str s;
};
NODISCARD int memfd_map(int fd, uint64_t max, struct memfd_view *out, struct err *err);
void memfd_unmap(struct memfd_view *view); /* fit for AUTO; an empty one is fine */
