/* One job being done: a round of one list within its grant, or a look-up of reverse names. */
#pragma once

#include "base/arena.h"
#include "msg/heard_msg.h"
#include "sweep/resolvers.h"

struct copies;
struct list;
struct loop;
struct run;

struct run_start {
	struct loop *loop;
	const struct job *job;   /* outlives the run */
	const struct list *list; /* NULL: of JOB_PTR, or it is not known */
	struct copies *copies;
	struct resolvers whom;
	/* From the loop, once; `body` is that of MSG_HEARD or MSG_PTR. The run may be freed in it.
	 */
	void (*done)(void *ctx, enum msg_type type, struct str body);
	void *ctx;
};

struct run *run_new(const struct run_start *start);
void run_free(struct run *r); /* a job that is not done is lost */
