/* Drawing up jobs. */
#include "desk/job_draft.h"

enum { PTR_STEPS = 5000 }; /* addresses of one job */

struct draft {
	struct arena *arena;
	struct range *part;
	struct str *name;
	struct job *job;
};

struct estate_step job_step(const struct list *l)
{
	return (struct estate_step){ .bits4 = !l->v4                 ? 0
					      : l->unit == LIST_EACH ? 32
								     : 24,
				     .bits6 = l->v6 ? 64 : 0 };
}

void job_steps(const struct list *l, const struct estate *e, uint64_t out[AGENDA_WALKS])
{
	bool names = l->subject == LIST_NAMES;

	for (int c = 0; c < ESTATE_CLASSES; c++)
		out[c] = names ? 0 : estate_steps(e, (enum estate_class)c, job_step(l));
	out[AGENDA_NAMES] = names ? e->names : 0;
}

void job_steps_done(struct agenda_list *l, const struct estate *e)
{
	for (int c = 0; c < ESTATE_CLASSES; c++)
		l->done[c] = l->steps[c] ? estate_steps_to(e, (enum estate_class)c,
							   job_step(l->list), l->walk[c].cursor)
					 : 0;
	l->done[AGENDA_NAMES] = agenda_names_done(l->walk[AGENDA_NAMES].cursor);
}

static void add_singles(struct draft *d, const struct listing *due, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (due[i].about.lo.len && d->job->parts < AGENDA_SINGLES)
			d->part[d->job->parts++] = due[i].about;
		else if (due[i].name.n && d->job->names < JOB_ROUND_NAMES_MAX)
			d->name[d->job->names++] = due[i].name;
	}
}

static void add_walk(struct draft *d, const struct job_wish *wish)
{
	const struct agenda_pick *pick = wish->pick;
	struct estate_take take = { .cursor = d->job->walk.from,
				    .most = pick->steps,
				    .room = JOB_PARTS_MAX - d->job->parts };

	estate_take(wish->estate, (enum estate_class)pick->walk, job_step(wish->list->list),
		    d->part + d->job->parts, &take);
	d->job->parts += take.parts;
	d->job->walk.to = take.cursor;
	d->job->walk.ends = take.ended;
}

static void add_names(struct draft *d, const struct estate *e, const struct agenda_pick *pick)
{
	struct job *job = d->job;
	uint64_t at = agenda_names_done(job->walk.from);

	for (uint64_t n = 0; n < pick->steps && at < e->names && job->names < JOB_ROUND_NAMES_MAX;
	     n++)
		d->name[job->names++] = e->name[at++];
	job->walk.to = agenda_names_cursor(at);
	job->walk.ends = at >= e->names;
}

static void begin(struct draft *d, struct arena *arena, struct job *out)
{
	*d = (struct draft){ arena, arena_new(arena, JOB_PARTS_MAX, sizeof(*d->part)),
			     arena_new(arena, JOB_ROUND_NAMES_MAX, sizeof(*d->name)), out };
	*out = (struct job){ .part = d->part, .name = d->name };
}

void job_draft(struct arena *arena, const struct job_wish *wish, struct job *out)
{
	const struct agenda_pick *pick = wish->pick;
	const struct agenda_walk *walk = &wish->list->walk[pick->walk];
	struct draft d;

	begin(&d, arena, out);
	out->kind = pick->what == AGENDA_CHECK ? JOB_CHECK : JOB_ROUND;
	out->zone = wish->list->list->zone;
	add_singles(&d, wish->due, wish->n < pick->singles ? wish->n : pick->singles);
	if (pick->what != AGENDA_WALK)
		return;
	out->walk = (struct job_walk){
		.walks = true, .id = (uint8_t)pick->walk, .begun = walk->begun, .from = walk->cursor
	};
	if (pick->walk == AGENDA_NAMES)
		add_names(&d, wish->estate, pick);
	else
		add_walk(&d, wish);
}

/* Single addresses of IPv6 behind the cursor; false: there is no room for all of them. */
static bool add_single6(struct draft *d, const struct estate *e, struct ip *cursor, uint64_t most)
{
	for (size_t i = 0; i < e->singles; i++) {
		if (cursor->len == 16 && ip_cmp(e->single[i], *cursor) <= 0)
			continue;
		if (most-- == 0 || d->job->parts == JOB_PARTS_MAX)
			return false;
		d->part[d->job->parts++] = range_of_ip(e->single[i]);
		*cursor = e->single[i];
	}
	return true;
}

void job_draft_ptr(struct arena *arena, const struct estate *estate, struct ip *cursor,
		   struct job *out)
{
	struct estate_take take = { .cursor = *cursor, .most = PTR_STEPS, .room = JOB_PARTS_MAX };
	struct draft d;

	begin(&d, arena, out);
	out->kind = JOB_PTR;
	out->zone = STR("");
	if (cursor->len != 16) {
		estate_take(estate, ESTATE_MAIL, (struct estate_step){ .bits4 = 32 }, d.part,
			    &take);
		out->parts = take.parts;
		*cursor = take.cursor;
		if (!take.ended)
			return;
		*cursor = (struct ip){ .len = 16 };
	}
	if (add_single6(&d, estate, cursor, PTR_STEPS - take.steps))
		*cursor = (struct ip){ 0 };
}
