/* The watch: does the desk's jobs. It asks lists and keeps nothing but results that the desk has
 * not acknowledged yet.
 *
 * Several jobs run at once, of one operator only one, so that his pace holds over all his lists.
 */
#pragma once

#include "base/err.h"
#include "sweep/resolvers.h"

#define WATCH_JOBS_MAX 2000 /* that wait or run */

struct list_set;
struct loop;
struct watch;

struct watch_start {
	struct loop *loop;
	const struct list_set *lists; /* outlives it */
	struct resolvers whom;        /* where everything is asked from, too; outlives it */
	struct str copies;            /* folder of copies that are fetched; outlives it */
	int desk;                     /* our end of the pair with the desk */
	void (*broken)(void *ctx, const struct err *err); /* leave and be restarted */
	void *ctx;
};

struct watch *watch_new(const struct watch_start *start);

/* The desk was restarted: what it has not acknowledged is sent again. */
void watch_again(struct watch *w);

void watch_free(struct watch *w); /* jobs that run are lost */
