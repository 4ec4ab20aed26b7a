/* The watch in a simulated hub. */
#include "hub.h"

#include "watch/watch.h"
#include "watched.h"

static bool wanted(void)
{
	return watched_settings()->lists.n > 0;
}

static int start(void **out, struct err *err)
{
	const struct watch_start start = { .loop = hub_loop(),
					   .lists = &watched_settings()->lists,
					   .desk = hub_pair_of("watch"),
					   .broken = hub_broken,
					   .ctx = hub_self() };

	(void)err;
	*out = watch_new(&start);
	return 0;
}

static void again(void *role, enum role_id who)
{
	(void)who;
	watch_again(role);
}

static void end(void *role)
{
	watch_free(role);
}

const struct hub_role hub_watch = { ROLE_WATCH, "watch", wanted, start, NULL, again, end };
