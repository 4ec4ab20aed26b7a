/* What to ask next: every list's most urgent wish, and of those the most urgent one that the
 * budget allows. */
#include "model/agenda.h"

#include "base/die.h"

#define NEVER_ASKED 1e9 /* later than anything that was asked before */
#define PER_LOOK 4      /* packets of a listing: code, reason, second server, one sent again */
#define MONTH_S (30 * 86400)
#define DAY_S 86400

/* The operator's side, the same for all his lists. */
struct purse {
	const struct agenda_list *list;
	const struct agenda_rules *rules;
	struct instant now;
	uint32_t left;
	double per_s;           /* questions that his day and month allow on average; 0: no limit */
	struct span least, gap; /* between two jobs of a list */
};

/* One thing that could be done now, and how late it is: 1 is on time. */
struct wish {
	enum agenda_what what;
	unsigned walk;
	double late;
	uint64_t steps;
	bool eager; /* would take all that there is */
};

struct span agenda_period(const struct agenda_list *l, unsigned walk,
			  const struct agenda_rules *rules)
{
	static const struct span usual[AGENDA_WALKS] = {
		[ESTATE_MAIL] = { INT64_C(5400000000) },
		[ESTATE_CHANGED] = { INT64_C(21600000000) },
		[ESTATE_REST] = { INT64_C(172800000000) },
		[AGENDA_NAMES] = { INT64_C(86400000000) }
	};
	struct span own = rules->period[walk];
	struct span keep = SPAN_S((int64_t)l->standing->keep_s);
	struct span period = own.us ? own : usual[walk];

	return period.us > keep.us ? period : keep;
}

static double seconds(struct span d)
{
	return (double)d.us / 1e6;
}

static struct span span_of(double s)
{
	return SPAN_US((int64_t)(s * 1e6));
}

static double least_of(double a, double b)
{
	return a == 0 || (b != 0 && b < a) ? b : a;
}

/* What both checks take, with some of it sent twice. */
static uint32_t check_takes(const struct agenda_list *l)
{
	if (l->local)
		return 0;
	return l->standing->check_cost ? l->standing->check_cost + l->standing->check_cost / 4
				       : AGENDA_CHECK_COST;
}

/* What a job must have for them: the closing one is set aside before the first question, with room
 * to send each of its own three times. What of it is not spent comes back. */
static uint32_t check_of(const struct agenda_list *l)
{
	return l->local || !l->standing->check_cost ? check_takes(l)
						    : check_takes(l) + l->standing->check_cost;
}

/* The distance at which the checks of all lists take no more than their share. */
static struct span gap_of(const struct purse *p, size_t n)
{
	double checks = 0;
	double s;

	for (size_t i = 0; i < n; i++)
		checks += check_takes(&p->list[i]);
	if (p->per_s == 0)
		return p->least;
	s = checks * 100 / (p->per_s * AGENDA_CHECK_PERCENT);
	if (s > seconds(AGENDA_GAP_MAX))
		return AGENDA_GAP_MAX;
	return s > seconds(p->least) ? span_of(s) : p->least;
}

static struct purse purse_of(const struct agenda_list *list, size_t n, uint32_t left,
			     const struct agenda_rules *rules, struct instant now)
{
	struct purse p = { .list = list, .rules = rules, .now = now, .left = left };
	double usable = (100 - BUDGET_RESERVE_PERCENT) / 100.0;

	for (size_t i = 0; i < n; i++) {
		const struct list_budget *b = &list[i].list->budget;

		p.per_s = least_of(p.per_s, b->per_day * usable / DAY_S);
		p.per_s = least_of(p.per_s, b->per_month * usable / MONTH_S);
	}
	p.least = rules->gap.us ? rules->gap : AGENDA_GAP;
	p.gap = gap_of(&p, n);
	return p;
}

static struct span gap_between(const struct purse *p, const struct agenda_list *l)
{
	return l->local ? p->least : p->gap;
}

/* When the list may be asked at all. Times that lie farther ahead than they can were noted before
 * the clock was set back. */
static struct instant ready_at(const struct purse *p, const struct agenda_list *l)
{
	struct instant at = WHEN_EVER;
	struct instant retry = l->standing->retry;

	if (instant_cmp(l->last, p->now) <= 0)
		at = instant_add(l->last, gap_between(p, l));
	if (l->local) /* failures spare an operator, and there is none */
		return at;
	if (instant_since(retry, p->now).us <= STANDING_RETRY_MAX.us && instant_cmp(retry, at) > 0)
		at = retry;
	return at;
}

/* Since `then` in periods; one of them if the clock was set back behind it. */
static double periods(const struct purse *p, struct instant then, struct span period)
{
	struct span d = instant_since(p->now, then);

	return d.us < 0 ? 1 : seconds(d) / seconds(period);
}

static uint64_t left_of(const struct agenda_list *l, unsigned walk)
{
	return l->done[walk] < l->steps[walk] ? l->steps[walk] - l->done[walk] : 1;
}

/* The part of the walk that is done; none is as if it was due only. */
static double done_of(const struct agenda_list *l, unsigned walk)
{
	return l->steps[walk] == left_of(l, walk)
		       ? 0
		       : 1 - (double)left_of(l, walk) / (double)l->steps[walk];
}

/* How much later it is than it should be, having come so far. */
static double lateness(const struct purse *p, const struct agenda_list *l, unsigned walk)
{
	const struct agenda_walk *w = &l->walk[walk];
	struct span period = agenda_period(l, walk, p->rules);
	double done = done_of(l, walk);

	if (instant_cmp(w->begun, WHEN_NEVER) < 0) {
		double gone = periods(p, w->begun, period);

		return done > 0 ? gone / done : 1 + gone;
	}
	if (instant_cmp(w->due, WHEN_EVER) == 0)
		return NEVER_ASKED;
	if (instant_cmp(w->due, p->now) > 0)
		return instant_since(w->due, p->now).us > period.us ? 1 : 0;
	return 1 + periods(p, w->due, period);
}

/* A turn: the time in which each of the list's walks can have a job. */
static double turn_of(const struct purse *p, const struct agenda_list *l)
{
	double gap = seconds(gap_between(p, l));
	double was =
		instant_cmp(l->last, WHEN_EVER) > 0 ? seconds(instant_since(p->now, l->last)) : 0;

	return AGENDA_WALKS * (was > gap ? was : gap);
}

/* First rounds, what costs nothing, and walks of a turn or two need not keep the pace. */
static bool is_free(const struct purse *p, const struct agenda_list *l, unsigned walk)
{
	return l->local || l->walk[walk].walks == 0 ||
	       seconds(agenda_period(l, walk, p->rules)) <= 2 * turn_of(p, l);
}

static bool is_eager(const struct purse *p, const struct agenda_list *l, unsigned walk)
{
	return is_free(p, l, walk) && instant_cmp(l->walk[walk].begun, WHEN_NEVER) < 0;
}

/* When it will be on time, if it is early now. */
static struct instant on_time(const struct purse *p, const struct agenda_list *l, unsigned walk)
{
	const struct agenda_walk *w = &l->walk[walk];
	struct span period = agenda_period(l, walk, p->rules);

	if (instant_cmp(w->begun, WHEN_NEVER) == 0)
		return w->due;
	return instant_add(w->begun, span_of(seconds(period) * done_of(l, walk) + 1));
}

/* So much of a walk as falls due until the list's other walks have had their turn. */
static uint64_t stretch_of(const struct purse *p, const struct agenda_list *l, unsigned walk)
{
	uint64_t most = walk == AGENDA_NAMES ? AGENDA_JOB_NAMES : AGENDA_JOB_STEPS;
	uint64_t all = left_of(l, walk);
	double share;

	if (is_free(p, l, walk))
		return all < most ? all : most;
	share = (double)l->steps[walk] * turn_of(p, l) / seconds(agenda_period(l, walk, p->rules));
	if (share < AGENDA_STEPS_LEAST)
		share = AGENDA_STEPS_LEAST;
	if (share < (double)all)
		all = (uint64_t)share;
	return all < most ? all : most;
}

/* The list's latest walk; `when`: the first time at which another one may be on time. */
static struct wish walk_wish(const struct purse *p, const struct agenda_list *l,
			     struct instant *when)
{
	struct wish best = { 0 };

	for (unsigned walk = 0; walk < AGENDA_WALKS; walk++) {
		bool eager = is_eager(p, l, walk);
		double late;

		if (l->steps[walk] == 0)
			continue;
		late = lateness(p, l, walk);
		if (late < 1 && !eager) {
			struct instant then = on_time(p, l, walk);

			*when = instant_cmp(then, *when) < 0 ? then : *when;
		} else if (best.what == AGENDA_NOTHING || late > best.late) {
			best = (struct wish){ .what = AGENDA_WALK,
					      .walk = walk,
					      .late = late,
					      .steps = stretch_of(p, l, walk),
					      .eager = l->walk[walk].walks == 0 };
		}
	}
	return best;
}

static struct wish check_wish(const struct purse *p, const struct agenda_list *l,
			      struct instant *when)
{
	struct span every = gap_between(p, l);
	struct wish wish = { .what = AGENDA_CHECK, .late = NEVER_ASKED };

	if (every.us < AGENDA_CHECK_EVERY.us)
		every = AGENDA_CHECK_EVERY;
	if (instant_cmp(l->last, WHEN_EVER) > 0)
		wish.late = periods(p, l->last, every);
	if (wish.late >= 1)
		return wish;
	*when = instant_add(l->last, every);
	return (struct wish){ 0 };
}

static bool singles_due(const struct purse *p, const struct agenda_list *l)
{
	return instant_cmp(l->single, p->now) <= 0;
}

struct span agenda_soon(const struct agenda_rules *rules)
{
	return SPAN_US((rules->recheck.us ? rules->recheck.us : LISTING_RECHECK.us) / 2);
}

static bool singles_soon(const struct purse *p, const struct agenda_list *l)
{
	return instant_cmp(l->single, instant_add(p->now, agenda_soon(p->rules))) <= 0;
}

/* What the list wants most; single listings go along with its walk, if one is due. */
static struct wish wish_of(const struct purse *p, const struct agenda_list *l, struct instant *when)
{
	struct wish wish;
	double late;

	*when = ready_at(p, l);
	if (instant_cmp(*when, p->now) > 0)
		return (struct wish){ 0 };
	*when = WHEN_NEVER;
	if (l->check_only)
		return check_wish(p, l, when);
	wish = walk_wish(p, l, when);
	if (!singles_due(p, l)) {
		*when = instant_cmp(l->single, *when) < 0 ? l->single : *when;
		return wish;
	}
	late = AGENDA_AHEAD + periods(p, l->single, LISTING_RECHECK);
	if (wish.what == AGENDA_NOTHING)
		wish.what = AGENDA_SINGLE;
	if (late > wish.late)
		wish.late = late;
	return wish;
}

/* Of most lists every fourth step may be listed, and so need a reason and a second server; of
 * those that name whole networks, and where a grant was spent before, every one. */
static bool is_dense(const struct agenda_list *l)
{
	return l->list->kind != LIST_BLOCK || l->standing->health == HEARD_SPENT;
}

static uint64_t cost_of(const struct agenda_list *l, uint64_t steps)
{
	return is_dense(l) ? 3 * steps : steps + (steps + 1) / 2;
}

static uint64_t steps_for(const struct agenda_list *l, uint64_t room)
{
	return is_dense(l) ? room / 3 : room * 2 / 3;
}

/* What a job may cost: what is left, and no more than the pace allows in its time. */
static uint64_t most_of(const struct purse *p, const struct agenda_list *l)
{
	uint64_t paced = (uint64_t)l->list->budget.per_s * (uint64_t)seconds(AGENDA_JOB);
	uint64_t least = 2 * (uint64_t)check_of(l);

	if (paced < least)
		paced = least;
	if (l->list->budget.per_s == 0 || paced > AGENDA_QUESTIONS_MAX)
		paced = AGENDA_QUESTIONS_MAX;
	return p->left < paced ? p->left : paced;
}

/* The least that is worth both checks: they are to be a small part of it, if half a day's budget
 * allows. */
static uint64_t worth(const struct purse *p, const struct agenda_list *l, const struct wish *w)
{
	uint64_t check = check_of(l);
	uint64_t about = cost_of(l, w->steps);
	uint64_t half = (uint64_t)(p->per_s * DAY_S / 2);

	if (w->what == AGENDA_CHECK)
		return check;
	if (w->what == AGENDA_SINGLE)
		return check + PER_LOOK;
	if (about > 3 * check)
		about = 3 * check;
	if (check + about > half)
		about = half > check + PER_LOOK ? half - check : PER_LOOK;
	return check + about;
}

/* Shares what the job may cost: half of it at most for single listings, if there is a walk. */
static void size(const struct purse *p, const struct agenda_list *l, const struct wish *w,
		 struct agenda_pick *pick)
{
	uint64_t most = most_of(p, l);
	uint64_t room = most - check_of(l);
	uint64_t singles = 0;
	uint64_t steps = w->steps;

	if (w->eager && p->left != UINT32_MAX && room / 2 > check_of(l))
		room /= 2; /* others want to live meanwhile */
	if (w->what != AGENDA_CHECK && singles_soon(p, l)) {
		singles = (w->what == AGENDA_WALK ? room / 2 : room) / PER_LOOK;
		singles = singles < AGENDA_SINGLES ? singles : AGENDA_SINGLES;
		room -= singles * PER_LOOK;
	}
	if (steps > steps_for(l, room))
		steps = steps_for(l, room);
	pick->steps = steps;
	pick->singles = (uint32_t)singles;
	pick->questions = (uint32_t)(check_of(l) + singles * PER_LOOK + cost_of(l, steps));
}

static struct agenda_pick pick_of(const struct purse *p, size_t i, const struct wish *w)
{
	const struct agenda_list *l = &p->list[i];
	struct agenda_pick pick = { .what = w->what, .list = i, .walk = w->walk, .when = p->now };

	if (l->local) {
		pick.steps = w->steps;
		pick.singles = singles_soon(p, l) && w->what != AGENDA_CHECK ? AGENDA_SINGLES : 0;
	} else {
		size(p, l, w, &pick);
	}
	return pick;
}

/* When what is left will have grown to `need`. */
static struct instant refilled(const struct purse *p, uint64_t need)
{
	double s = p->per_s > 0 && need > p->left ? (double)(need - p->left) / p->per_s + 1 : DAY_S;

	return instant_add(p->now, span_of(s < DAY_S ? s : DAY_S));
}

/* The most urgent wish of all, or of those that cost nothing; `n` if there is none. */
static size_t latest(const struct purse *p, size_t n, bool free_only, struct wish *out,
		     struct instant *when)
{
	size_t best = n;

	for (size_t i = 0; i < n; i++) {
		struct instant then = WHEN_NEVER;
		struct wish w = wish_of(p, &p->list[i], &then);

		*when = instant_cmp(then, *when) < 0 ? then : *when;
		if (w.what == AGENDA_NOTHING || (free_only && !p->list[i].local))
			continue;
		if (best == n || w.late > out->late ||
		    (w.late == out->late && w.walk < out->walk)) {
			best = i;
			*out = w;
		}
	}
	return best;
}

struct agenda_pick agenda_next(const struct agenda_list *list, size_t n, uint32_t left,
			       const struct agenda_rules *rules, struct instant now)
{
	struct purse p = purse_of(list, n, left, rules, now);
	struct agenda_pick nothing = { .what = AGENDA_NOTHING, .when = WHEN_NEVER };
	struct instant refill;
	struct wish w = { 0 };
	size_t i = latest(&p, n, false, &w, &nothing.when);
	uint64_t need = i < n ? worth(&p, &list[i], &w) : 0;

	if (i == n)
		return nothing;
	if (list[i].local || need <= left)
		return pick_of(&p, i, &w);
	/* whoever wants less must not be served instead, or the one that wants more never is */
	refill = refilled(&p, need);
	if (instant_cmp(refill, nothing.when) < 0)
		nothing.when = refill;
	i = latest(&p, n, true, &w, &refill);
	return i < n ? pick_of(&p, i, &w) : nothing;
}

void agenda_walked(struct agenda_list *l, unsigned walk, struct ip cursor,
		   const struct agenda_rules *rules, struct instant now)
{
	struct agenda_walk *w = &l->walk[walk];

	die_if(walk >= AGENDA_WALKS);
	if (instant_cmp(w->begun, WHEN_NEVER) == 0) { /* with this job */
		bool sent = instant_cmp(l->last, WHEN_EVER) > 0 && instant_cmp(l->last, now) < 0;

		w->begun = sent ? l->last : now;
	}
	w->cursor = cursor;
	if (walk == AGENDA_NAMES)
		l->done[walk] = agenda_names_done(cursor);
	if (cursor.len)
		return;
	w->walks++;
	w->due = instant_add(w->begun, agenda_period(l, walk, rules));
	w->begun = WHEN_NEVER;
	l->done[walk] = 0;
}

bool agenda_baseline_over(const struct agenda_list *l)
{
	for (unsigned i = 0; i < AGENDA_WALKS; i++)
		if (l->steps[i] > 0 && l->walk[i].walks == 0)
			return false;
	return true;
}

struct ip agenda_names_cursor(uint64_t names)
{
	return ip_of_key((struct ip_key){ 1, names });
}

uint64_t agenda_names_done(struct ip cursor)
{
	return cursor.len ? ip_key(cursor).lo : 0;
}

const char *agenda_walk_name(unsigned walk)
{
	return walk == AGENDA_NAMES ? "names" : estate_class_name((enum estate_class)walk);
}
