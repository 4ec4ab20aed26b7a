/* The front in a simulated hub. Root, the hub's own user and group 100 may speak with it. */
#include "hub.h"

#include "front/front.h"
#include "sys/listen.h"

enum { GROUP = 100 };

static void over(void *ctx)
{
	(void)ctx;
}

static int start(void **out, struct err *err)
{
	const struct front_start start = {
		.loop = hub_loop(),
		.store = {.dir = hub_lib()     },
		.desk = hub_pair_of("front"),
		.listener = hub_listener(),
		.client = -1,
		.usual = { HOLDER_SKEW, HOLDER_SKEW_FLOATING },
		.group = GROUP,
		.broken = hub_broken,
		.over = over,
		.ctx = hub_self()
	};
	struct front *front;

	if (front_new(&front, &start, err) < 0)
		return -1;
	*out = front;
	return 0;
}

static void begin(void *role)
{
	front_begin(role);
}

static void again(void *role, enum role_id who)
{
	(void)who;
	front_again(role);
}

static void end(void *role)
{
	front_free(role);
}

const struct hub_role hub_front = { ROLE_FRONT, "front", NULL, start, begin, again, end };
