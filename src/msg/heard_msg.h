/* What one job has heard, on its way from the watch to the desk.
 *
 * In a frame where it fits, else in a sealed memfd beside an empty one: the octets are the same.
 */
#pragma once

#include "base/arena.h"
#include "model/heard.h"
#include "model/ptr_name.h"
#include "msg/job_msg.h"

#define HEARD_MSG_MAX (64u << 20) /* octets */
#define HEARD_SERVER_MAX 64       /* octets of a server's address as text */
#define PTRS_MAX 20000            /* addresses of one job */

struct heard_msg {
	struct job job; /* as it was given */
	struct heard heard;
};

/* Appends; out's ceiling decides whether it fits (out->full). */
void heard_msg_put(struct buf *out, const struct heard_msg *msg);

/* Strings are views into `octets`, the job is in the arena. ERR_INPUT: lengths, counts and values
 * out of their range. */
NODISCARD int heard_msg_get(struct str octets, struct arena *arena, struct heard_msg *out,
			    struct err *err);

/* Reverse names of addresses. */
struct ptr_heard {
	struct ip ip;
	enum ptr_verdict verdict;
	struct str name; /* empty: none */
};

struct ptr_msg {
	struct instant at;
	const struct ptr_heard *row;
	size_t rows;
};

void ptr_msg_put(struct buf *out, const struct ptr_msg *msg);
NODISCARD int ptr_msg_get(struct str octets, struct arena *arena, struct ptr_msg *out,
			  struct err *err);
