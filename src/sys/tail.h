/* A file that others go on writing to, read over its rotation: renamed and begun anew, emptied in
 * place (copytruncate), or gone for a while.
 *
 * Asked now and then; nothing waits here. A file that was renamed is read on until it has been
 * quiet for TAIL_QUIET: who writes to it may not have heard of it yet.
 */
#pragma once

#include "sys/file.h"

#include <stdbool.h>

#define TAIL_QUIET SPAN_S(2)
#define TAIL_EMPTY SPAN_S(60) /* so long it is waited for the first octet of the new file */
#define TAIL_HEAD 64          /* octets by which a content is known again */

struct tail {
	struct file file;
	uint64_t at; /* octets that were read of this content */
	char head[TAIL_HEAD];
	size_t head_n;
	bool moved;        /* its name is another file's */
	struct span since; /* when that was seen, or it last gave something since then */
};

NODISCARD int tail_open(struct tail *t, struct str path, struct err *err);
void tail_close(struct tail *t);

/* What has come since, as much of it as `to` has room for. *anew: nothing now, and what comes next
 * is from the beginning of another content. `now` is of a clock that never steps. */
NODISCARD int tail_read(struct tail *t, struct buf *to, struct span now, bool *anew,
			struct err *err);
