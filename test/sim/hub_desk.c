/* The desk in a simulated hub. */
#include "hub.h"

#include "desk/desk.h"

static int start(void **out, struct err *err)
{
	const struct desk_start start = { .loop = hub_loop(),
					  .store = { .dir = hub_lib() },
					  .ends_percent = 2,
					  .front = hub_pair_of_desk("front"),
					  .broken = hub_broken,
					  .ctx = hub_self() };
	struct desk *desk;

	if (desk_new(&desk, &start, err) < 0)
		return -1;
	*out = desk;
	return 0;
}

static void end(void *role)
{
	desk_free(role);
}

const struct hub_role hub_desk = { ROLE_DESK, "desk", start, NULL, NULL, end };
