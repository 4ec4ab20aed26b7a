/* The desk in a simulated hub. */
#include "hub.h"

#include "desk/desk.h"
#include "watched.h"

static int start(void **out, struct err *err)
{
	const struct watched_settings *watched = watched_settings();
	struct desk_start start = { .loop = hub_loop(),
				    .store = { .dir = hub_lib() },
				    .ends_percent = 2,
				    .front = hub_pair_of_desk("front"),
				    .broken = hub_broken,
				    .ctx = hub_self() };
	struct desk *desk;

	if (watched->lists.n) {
		start.lists = &watched->lists;
		start.courier = -1;
		start.watch = hub_pair_of_desk("watch");
		start.agenda = watched->agenda;
		start.listing = watched->listing;
		start.from = watched->from;
	}
	if (desk_new(&desk, &start, err) < 0)
		return -1;
	*out = desk;
	return 0;
}

static void again(void *role, enum role_id who)
{
	desk_again(role, who);
}

static void end(void *role)
{
	desk_free(role);
}

const struct hub_role hub_desk = { ROLE_DESK, "desk", NULL, start, NULL, again, end };
