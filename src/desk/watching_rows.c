/* Rows of lists: sorted by operator once, chosen anew whenever the estate or a standing moves. */
#include "desk/watching_rows.h"

#include "desk/job_draft.h"
#include "model/select.h"
#include "store/listing_store.h"
#include "store/watch_store.h"

#include <stdlib.h>

static int row_cmp(const void *a, const void *b)
{
	const struct list *x = (*(const struct list *const *)a);
	const struct list *y = (*(const struct list *const *)b);
	int c = str_cmp(x->operator, y->operator);

	return c ? c : str_cmp(x->zone, y->zone);
}

static void add_row(struct watched_rows *r, const struct list *l)
{
	struct watched *w = &r->row[r->rows++];
	struct watched_operator *op = r->operators ? &r->operator[r->operators - 1] : NULL;

	w->agenda = (struct agenda_list){
		.list = l, .standing = &w->standing, .single = WHEN_NEVER, .last = WHEN_EVER
	};
	w->standing = standing_new(l->zone);
	w->stale = true;
	if (!op || !str_eq(op->name, l->operator)) {
		op = &r->operator[r->operators++];
		*op = (struct watched_operator){ .name = l->operator,
						 .limit = l->budget,
						 .first = r->rows - 1,
						 .not_before = WHEN_EVER };
	}
	op->n++;
}

void watched_rows_init(struct watched_rows *r, const struct list_set *lists)
{
	const struct list **sorted;

	*r = (struct watched_rows){ 0 };
	sorted = arena_new(&r->arena, lists->n, sizeof(const struct list *));
	r->row = arena_new(&r->arena, lists->n, sizeof(*r->row));
	r->operator= arena_new(&r->arena, lists->n, sizeof(*r->operator));
	for (size_t i = 0; i < lists->n; i++)
		sorted[i] = &lists->list[i];
	if (lists->n)
		qsort(sorted, lists->n, sizeof(const struct list *), row_cmp);
	for (size_t i = 0; i < lists->n; i++)
		add_row(r, sorted[i]);
}

void watched_rows_done(struct watched_rows *r)
{
	arena_done(&r->arena);
}

struct watched *watched_of(const struct watched_rows *r, struct str zone)
{
	for (size_t i = 0; i < r->rows; i++)
		if (str_eq(r->row[i].agenda.list->zone, zone))
			return &r->row[i];
	return NULL;
}

/* Words of the last job are for people, who read them in the store. */
static void take_standing(struct watched *w, const struct standing *all, size_t n)
{
	const struct list *l = w->agenda.list;

	w->standing = standing_new(l->zone);
	for (size_t i = 0; i < n; i++)
		if (str_eq(all[i].zone, l->zone))
			w->standing = all[i];
	w->standing.zone = l->zone;
	w->standing.why = STR("");
	if (w->agenda.last.us == WHEN_EVER.us && w->standing.asked)
		w->agenda.last = w->standing.last;
}

static int load_row(struct watched *w, struct db *db, const struct standing *all, size_t n,
		    struct err *err)
{
	struct str zone = w->agenda.list->zone;

	take_standing(w, all, n);
	if (walk_store_load(db, zone, w->agenda.walk, err) < 0 ||
	    listing_store_next(db, zone, &w->agenda.single, err) < 0)
		return -1;
	w->stale = false;
	return 0;
}

int watched_rows_load(struct watched_rows *r, struct db *db, const struct estate *estate,
		      struct err *err)
{
	struct arena arena = { 0 };
	struct standing *all = NULL;
	size_t n = 0, stale = 0;
	int code = 0;

	for (size_t i = 0; i < r->rows; i++)
		stale += r->row[i].stale;
	if (stale == 0)
		return 0;
	code = standing_store_load(db, &arena, &all, &n, err);
	for (size_t i = 0; i < r->rows && code == 0; i++) {
		if (!r->row[i].stale)
			continue;
		code = load_row(&r->row[i], db, all, n, err);
		job_steps_done(&r->row[i].agenda, estate);
	}
	arena_done(&arena);
	return code;
}

static uint64_t steps_of(const struct estate *e, unsigned bits4, unsigned bits6)
{
	uint64_t sum = 0;

	for (int c = 0; c < ESTATE_CLASSES; c++)
		sum += estate_steps(e, (enum estate_class)c, (struct estate_step){ bits4, bits6 });
	return sum;
}

static void take_choice(struct watched *w, const struct choice *c, const struct estate *estate)
{
	w->agenda.local = c->why == SELECT_COPY;
	w->agenda.check_only = c->why == SELECT_UNPROVEN;
	w->active = select_asked(c) || w->agenda.check_only;
	job_steps(c->list, estate, w->agenda.steps);
	job_steps_done(&w->agenda, estate);
}

void watched_rows_choose(struct watched_rows *r, const struct estate *estate, struct instant now)
{
	const struct select_wish wish = { .v4_each = steps_of(estate, 32, 0),
					  .v4_24s = steps_of(estate, 24, 0),
					  .v6_64s = steps_of(estate, 0, 64),
					  .names = estate->names };
	struct arena arena = { 0 };
	struct choice *choice = arena_new(&arena, r->rows, sizeof(*choice));

	for (size_t i = 0; i < r->rows; i++)
		choice[i] =
			(struct choice){ .list = r->row[i].agenda.list,
					 .proven = standing_is_proven(&r->row[i].standing, now) };
	select_lists(choice, r->rows, &wish);
	for (size_t i = 0; i < r->rows; i++)
		take_choice(&r->row[i], &choice[i], estate);
	arena_done(&arena);
}
