/* A new copy makes its list due: all of our space is looked up in it at once. */
#include "desk/on_fetched.h"

#include "desk/watching.h"
#include "msg/fetched_msg.h"
#include "store/watch_store.h"

static void moved(void *ctx, const void *what)
{
	watching_list_moved(ctx, *(const struct str *)what);
}

/* Every walk begins anew. */
static int save(struct bench *bench, struct agenda_list *l, struct err *err)
{
	struct str zone = l->list->zone;

	for (unsigned i = 0; i < AGENDA_WALKS; i++) {
		struct agenda_walk *w = &l->walk[i];

		w->begun = WHEN_NEVER;
		w->cursor = (struct ip){ 0 };
		w->due = WHEN_EVER;
		if (l->steps[i] > 0 && walk_store_save(bench->db, zone, i, w, err) < 0)
			return -1;
	}
	return 0;
}

int on_fetched(struct bench *bench, const struct frame *in, int payload, struct err *err)
{
	struct fetched_msg m;
	struct agenda_list l;
	struct str *zone;

	(void)payload;
	if (msg_get_fetched(in, bench->turn, &m, err) < 0)
		return -1;
	if (m.what != FETCHED_NEW || !bench->watching ||
	    !watching_list(bench->watching, m.zone, &l))
		return 0;

	if (save(bench, &l, err) < 0)
		return -1;

	zone = arena_new(bench->turn, 1, sizeof(*zone));
	*zone = arena_str(bench->turn, m.zone);
	bench_tell(bench, moved, bench->watching, zone);
	return 0;
}
