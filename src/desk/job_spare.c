/* Drawing up the audit: single listings that are due, and steps taken by chance over the class. */
#include "desk/job_spare.h"

#include "base/rng.h"

#include <string.h>

/* The job's single listings stand before the walk's stretch. */
static size_t singles_of(const struct job_wish *wish, const struct job *job)
{
	size_t n = 0;

	for (size_t i = 0; i < wish->n && i < wish->pick->singles; i++)
		n += wish->due[i].about.lo.len != 0;
	return n < job->parts ? n : job->parts;
}

static void draw(struct arena *arena, const struct job_wish *wish, uint64_t steps, struct job *job)
{
	enum estate_class c = (enum estate_class)wish->pick->walk;
	struct estate_step step = job_step(wish->list->list);
	struct rng rng = rng_of(job->seed);
	size_t singles = singles_of(wish, job);
	struct range *audit = arena_new(arena, singles + SERIAL_AUDIT, sizeof(*audit));

	if (singles)
		memcpy(audit, job->part, singles * sizeof(*audit));
	for (size_t i = 0; i < SERIAL_AUDIT; i++)
		audit[singles + i] = estate_step_at(wish->estate, c, step, rng_below(&rng, steps));
	job->audit = audit;
	job->audits = singles + SERIAL_AUDIT;
}

void job_spare(struct arena *arena, const struct job_wish *wish, const struct serial_walk *serial,
	       struct job *job)
{
	const struct agenda_pick *pick = wish->pick;
	struct serial_word *word;
	uint64_t steps;

	if (pick->what != AGENDA_WALK || pick->walk >= ESTATE_CLASSES)
		return;
	steps = wish->list->steps[pick->walk];
	job->walk.space = estate_print(wish->estate, (enum estate_class)pick->walk);
	if (job->walk.from.len || wish->list->local || steps <= 2 * SERIAL_AUDIT)
		return;
	word = arena_new(arena, SERIAL_SERVERS_MAX, sizeof(*word));
	job->spares = serial_walk_spares(serial, job->walk.space, job->granted, word);
	job->spare = word;
	if (job->spares)
		draw(arena, wish, steps, job);
}
