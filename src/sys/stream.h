/* Octets from one process to another over a pair of local sockets: the writer never waits, the
 * reader does. */
#pragma once

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "base/when.h"

/* Two connected ends, closed on exec. */
NODISCARD int stream_pair(int fd[2], struct err *err);
void stream_close(int fd); /* -1 is fine */

/* ERR_INPUT: some other descriptor. */
NODISCARD int stream_check(int fd, struct err *err);

/* Takes off *s what went out. ERR_LATER: no room now; ERR_GONE: nobody reads. */
NODISCARD int stream_write(int fd, struct str *s, struct err *err);

/* Waits for octets and appends them to `out`, which has room for `most`; *got 0: the writer is
 * done. ERR_LATER when `wait` has passed. */
struct stream_room {
	struct buf *out;
	size_t most;
	struct span wait;
};
NODISCARD int stream_read(int fd, const struct stream_room *room, size_t *got, struct err *err);
