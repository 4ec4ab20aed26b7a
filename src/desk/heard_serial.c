/* Learning from a job: did the content move, did the serials, was the walk spared. */
#include "desk/heard_serial.h"

int heard_serial_load(struct heard_serial *s, struct db *db, const struct heard_msg *msg,
		      struct err *err)
{
	*s = (struct heard_serial){ 0 };
	return msg->heard.local ? 0 : serial_store_load(db, msg->job.zone, s->walk, err);
}

/* A new listing may be there because an address was not asked before, so it is held against the
 * walk alone that found it; all else is a change of what was known. */
static void note_moves(struct heard_serial *s, const struct heard_msg *msg,
		       const struct heard_plan *plan)
{
	const struct job_walk *walk = &msg->job.walk;
	bool known = heard_plan_moved(plan);

	for (unsigned i = 0; i < AGENDA_WALKS; i++) {
		bool own = !walk->walks || walk->id == i;

		if (s->walk[i].moved || !(known || (own && plan->fresh)))
			continue;
		s->walk[i].moved = true;
		s->changed[i] = true;
	}
}

static void note_walk(struct heard_serial *s, const struct heard_msg *msg)
{
	const struct heard *h = &msg->heard;
	unsigned id = msg->job.walk.id;
	const struct serial_job job = {
		.word = h->word,
		.words = h->words,
		.space = msg->job.walk.space,
		.begins = msg->job.walk.from.len == 0,
		.at = h->ended,
	};

	serial_walk_hear(&s->walk[id], &job);
	s->changed[id] = true;
}

static void end_walk(struct heard_serial *s, const struct heard_msg *msg,
		     const struct heard_walked *how)
{
	struct serial_walk *w = &s->walk[msg->job.walk.id];

	if (msg->heard.spared && how->steps > msg->job.audits) {
		w->spared++;
		w->saved += how->steps - msg->job.audits;
	}
	if (serial_walk_end(w, how->begun, !msg->heard.spared))
		return;
	s->lied = true;
	for (unsigned i = 0; i < AGENDA_WALKS; i++)
		if (i != msg->job.walk.id && s->walk[i].servers) {
			serial_walk_distrust(&s->walk[i], how->begun);
			s->changed[i] = true;
		}
}

void heard_serial_decide(struct heard_serial *s, const struct heard_msg *msg,
			 const struct heard_plan *plan, const struct heard_walked *how)
{
	if (msg->heard.local || !heard_is_good(msg->heard.health))
		return;
	note_moves(s, msg, plan);
	if (!how->walked || !msg->job.walk.space)
		return;
	note_walk(s, msg);
	if (how->ended)
		end_walk(s, msg, how);
}

int heard_serial_save(const struct heard_serial *s, struct db *db, struct str zone, struct err *err)
{
	for (unsigned i = 0; i < AGENDA_WALKS; i++)
		if (s->changed[i] && serial_store_save(db, zone, i, &s->walk[i], err) < 0)
			return -1;
	return 0;
}
