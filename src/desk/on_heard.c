/* A job was done: listings begin, go on and end, the list's standing moves, its walk too.
 *
 * Read, load, decide, save, tell, as every handler.
 */
#include "desk/on_heard.h"

#include "desk/heard_serial.h"
#include "desk/tell_watch.h"
#include "desk/watching.h"
#include "model/heard_plan.h"
#include "msg/heard_msg.h"
#include "store/listing_store.h"
#include "store/watch_store.h"
#include "sys/memfd.h"

struct work {
	struct memfd_view octets; /* the strings are in it, or in the frame */
	struct heard_msg msg;
	struct agenda_list list; /* with what the store knows of it */
	struct standing standing;
	struct listings have;
	struct heard_plan plan;
	enum standing_change change;
	struct heard_walked walked;
	struct heard_serial serial;
};

static void work_done(struct work *w)
{
	memfd_unmap(&w->octets);
}

static int read_heard(struct work *w, struct bench *bench, const struct frame *in, int payload,
		      struct err *err)
{
	struct str octets = in->body;

	if (in->flags & FRAME_MEMFD) {
		if (memfd_map(payload, HEARD_MSG_MAX, &w->octets, err) < 0)
			return -1;
		octets = w->octets.s;
	}
	return heard_msg_get(octets, bench->turn, &w->msg, err);
}

static int load_standing(struct work *w, struct bench *bench, struct err *err)
{
	struct standing *all;
	size_t n;

	if (standing_store_load(bench->db, bench->turn, &all, &n, err) < 0)
		return -1;
	w->standing = standing_new(w->msg.heard.zone);
	for (size_t i = 0; i < n; i++)
		if (str_eq(all[i].zone, w->msg.heard.zone))
			w->standing = all[i];
	return 0;
}

static int load(struct work *w, struct bench *bench, struct err *err)
{
	const struct job *job = &w->msg.job;
	const struct listing_place place = { job->zone, job->part,  job->parts,
					     job->name, job->names, bench->now };

	if (!bench->watching || !watching_list(bench->watching, job->zone, &w->list))
		return err_set(err, ERR_GONE, "%.*s is not watched any more", STR_ARG(job->zone));
	if (load_standing(w, bench, err) < 0 ||
	    heard_serial_load(&w->serial, bench->db, &w->msg, err) < 0 ||
	    walk_store_load(bench->db, job->zone, w->list.walk, err) < 0)
		return -1;
	w->list.standing = &w->standing;
	return listing_store_load(bench->db, &place, bench->turn, &w->have, err);
}

static bool same_place(const struct agenda_walk *walk, const struct job_walk *job)
{
	return walk->begun.us == job->begun.us && walk->cursor.len == job->from.len &&
	       (job->from.len == 0 || ip_eq(walk->cursor, job->from));
}

/* A walk moves if its list answered rightly and about all of it, and if nothing else has moved it
 * since. */
static void decide_walk(struct work *w, struct bench *bench)
{
	const struct job_walk *job = &w->msg.job.walk;
	enum heard_health health = w->msg.heard.health;
	struct agenda_walk *walk = &w->list.walk[job->id < AGENDA_WALKS ? job->id : 0];

	if (!job->walks || job->id >= AGENDA_WALKS || !heard_is_good(health) ||
	    health == HEARD_SPENT || !same_place(walk, job))
		return;
	w->walked = (struct heard_walked){
		.walked = true,
		.ended = job->ends || w->msg.heard.spared,
		.begun = job->from.len ? walk->begun : w->msg.heard.begun,
		.steps = w->list.steps[job->id],
	};
	agenda_walked(&w->list, job->id, w->walked.ended ? (struct ip){ 0 } : job->to,
		      watching_agenda_rules(bench->watching), bench->now);
	if (w->standing.baseline.us == WHEN_NEVER.us && agenda_baseline_over(&w->list))
		w->standing.baseline = bench->now;
}

/* After a contradiction what was spared is void, and the walk is done again at once. */
static void decide_serial(struct work *w)
{
	heard_serial_decide(&w->serial, &w->msg, &w->plan, &w->walked);
	if (w->serial.lied)
		w->list.walk[w->msg.job.walk.id].due = WHEN_EVER;
}

/* What is left when each question was sent once. Of hits there were second looks, too, and reasons
 * asked for: then it is the most that it can be. What a grant did not even reach for is more than
 * was thought. */
static void learn_check_cost(struct standing *s, const struct heard *h)
{
	uint32_t known = s->check_cost ? s->check_cost : AGENDA_CHECK_COST;
	bool told = heard_is_good(h->health) && !h->local && !h->unknown && h->spent > h->asked;

	if (h->health == HEARD_SPENT && h->unknown == h->asked)
		s->check_cost = 0;
	else if (told && (h->hits == 0 || h->spent - h->asked < known))
		s->check_cost = h->spent - h->asked;
}

static void decide(struct work *w, struct bench *bench)
{
	bool baseline = w->standing.baseline.us == WHEN_NEVER.us;
	const struct heard_how how = { watching_listing_rules(bench->watching), baseline,
				       w->have.row, w->have.n };
	uint64_t estate = 0;

	for (int i = 0; i < AGENDA_WALKS; i++)
		estate += w->list.steps[i];
	heard_plan(bench->turn, &w->msg.heard, &how, &w->plan);
	w->change =
		standing_hear(&w->standing, &w->msg.heard, baseline ? 0 : w->plan.fresh, estate);
	learn_check_cost(&w->standing, &w->msg.heard);
	if (w->standing.held)
		heard_plan_hold(&w->plan);
	decide_walk(w, bench);
	decide_serial(w);
}

static int give_back(struct bench *bench, const struct work *w, uint64_t id, struct err *err)
{
	struct watching_grant g;

	if (!watching_grant(bench->watching, id, &g) || w->msg.heard.spent >= g.n)
		return 0;
	return budget_store_return(
		bench->db,
		&(struct budget_back){ g.operator, g.n - w->msg.heard.spent, g.when, g.from }, err);
}

/* What is held is no news yet. */
static int save_listing(struct bench *bench, struct heard_row *row, struct err *err)
{
	enum listing_change change = row->listing.held ? LISTING_NOTHING : row->change;

	return listing_store_save(bench->db, &row->listing, change, bench->now, err);
}

static int save(struct work *w, struct bench *bench, uint64_t id, struct err *err)
{
	const struct job *job = &w->msg.job;

	for (size_t i = 0; i < w->plan.rows; i++)
		if (save_listing(bench, &w->plan.row[i], err) < 0)
			return -1;
	if (standing_store_save(bench->db, &w->standing, err) < 0)
		return -1;
	if (heard_serial_save(&w->serial, bench->db, job->zone, err) < 0)
		return -1;
	if (w->walked.walked && walk_store_save(bench->db, job->zone, job->walk.id,
						&w->list.walk[job->walk.id], err) < 0)
		return -1;
	return give_back(bench, w, id, err);
}

static void tell(struct work *w, struct bench *bench, uint64_t id)
{
	struct watching_heard heard = { id, w->msg.heard.zone };

	for (size_t i = 0; i < w->plan.rows; i++)
		tell_listing(bench, &w->plan.row[i].listing, w->plan.row[i].change);
	tell_standing(bench, &w->standing, w->change);
	if (w->serial.lied)
		tell_serial_lied(bench, w->msg.heard.zone);
	tell_watching(bench, &heard);
}

int on_heard(struct bench *bench, const struct frame *in, int payload, struct err *err)
{
	struct work w AUTO(work_done) = { 0 };

	if (read_heard(&w, bench, in, payload, err) < 0)
		return -1;
	if (load(&w, bench, err) < 0)
		return -1;

	decide(&w, bench);

	if (save(&w, bench, in->id, err) < 0)
		return -1;

	tell(&w, bench, in->id);
	return 0;
}
