/* Events to changes: the same plan as an import's, of one end and one beginning. */
#include "model/event_plan.h"

#include "model/overlap.h"
#include "model/plan_work.h"
#include "model/stay.h"

#include <string.h>

static const char *const verbs[] = { "assign", "release", "move" };

const char *event_verb_name(enum event_verb verb)
{
	return verb < LEN(verbs) ? verbs[verb] : "?";
}

bool event_verb_parse(struct str text, enum event_verb *out)
{
	for (size_t i = 0; i < LEN(verbs); i++) {
		if (str_eq(text, str_of(verbs[i]))) {
			*out = (enum event_verb)i;
			return true;
		}
	}
	return false;
}

static union stay_of stay(const struct tenancy *t)
{
	return (union stay_of){ .tenancy = t };
}

static bool lasts(const struct tenancy *t, struct instant at)
{
	return instant_cmp(t->from, at) <= 0 && instant_cmp(at, t->until) < 0;
}

static bool same_place(const struct tenancy *a, const struct tenancy *b)
{
	return stay_same_place(INV_TENANCY, stay(a), stay(b));
}

static const struct tenancy *find_open(const struct inventory *have, const struct tenancy *place)
{
	for (size_t i = 0; i < have->tenancies; i++)
		if (same_place(&have->tenancy[i], place) && lasts(&have->tenancy[i], place->from))
			return &have->tenancy[i];
	return NULL;
}

static int wrong(struct err *err, const struct tenancy *at, const char *what,
		 const struct tenancy *other)
{
	struct buf AUTO(buf_done) text;

	buf_init(&text, ERR_TEXT_MAX);
	stay_name(&text, INV_TENANCY, stay(at));
	buf_fmt(&text, " %s ", what);
	if (other)
		stay_tell(&text, INV_TENANCY, stay(other));
	return err_set(err, ERR_INPUT, "%.*s", STR_ARG(str_trim(buf_str(&text))));
}

static int nothing_to_end(const struct inventory *have, const struct event *event, struct err *err)
{
	const struct tenancy *place = &event->tenancy;

	for (size_t i = 0; i < have->tenancies; i++)
		if (lasts(&have->tenancy[i], place->from) &&
		    range_overlaps(have->tenancy[i].range, place->range))
			return wrong(err, place, "is nobody's by itself then; there is",
				     &have->tenancy[i]);
	return wrong(err, place, "is nobody's then", NULL);
}

static bool named(const struct inventory *have, struct str customer)
{
	for (size_t i = 0; i < have->customers; i++)
		if (str_eq(have->customer[i].customer, customer))
			return true;
	return customer.n == 0;
}

static bool built(const struct inventory *have, struct str machine)
{
	for (size_t i = 0; i < have->machines; i++)
		if (str_eq(have->machine[i].name, machine))
			return true;
	return machine.n == 0;
}

/* Of what the event states: what a move keeps was known to the tenancy before. */
static int check_names(const struct inventory *have, const struct tenancy *t, struct err *err)
{
	if (!named(have, t->customer))
		return err_set(err, ERR_INPUT, "customer \"%.*s\" is not known",
			       STR_ARG(t->customer));
	if (!built(have, t->machine))
		return err_set(err, ERR_INPUT, "machine \"%.*s\" is not known",
			       STR_ARG(t->machine));
	return 0;
}

static void overlap_seen(void *ctx, size_t a, size_t b)
{
	(void)a;
	(void)b;
	*(bool *)ctx = true;
}

/* The new tenancy against all others, as they will be: `over` ends at its beginning. */
static int check_overlaps(const struct inventory *have, const struct tenancy *new,
			  const struct tenancy *over, struct err *err)
{
	for (size_t i = 0; i < have->tenancies; i++) {
		const struct tenancy *t = &have->tenancy[i];
		const struct tenancy *pair[] = { t, new };
		bool found = false;

		if (t == over)
			continue;
		overlap_find(pair, 2, overlap_seen, &found);
		if (found)
			return wrong(err, new, "overlaps", t);
	}
	return 0;
}

static struct tenancy begun(const struct event *event, const struct tenancy *over)
{
	struct tenancy t = event->tenancy;

	t.until = WHEN_NEVER;
	t.from_gap = t.until_gap = SPAN_US(0);
	if (!over)
		return t;
	if (t.customer.n == 0 && t.use != USE_FREE)
		t.customer = over->customer;
	if (t.machine.n == 0)
		t.machine = over->machine;
	if (t.use == USE_UNSTATED)
		t.use = over->use;
	t.floating = t.floating || over->floating;
	return t;
}

static void add_end(struct plan_work *w, const struct tenancy *over, struct instant at)
{
	union stay_of after = stay_ended(w->arena, INV_TENANCY, stay(over), at, SPAN_US(0));

	after = stay_learnt(w->arena, INV_TENANCY, after, w->how->now);
	plan_add(w, &(struct import_change){ .op = IMPORT_END,
					     .kind = INV_TENANCY,
					     .before = { .tenancy = over },
					     .after = { .tenancy = after.tenancy } });
}

static void add_begin(struct plan_work *w, const struct tenancy *new)
{
	union stay_of after = stay_learnt(w->arena, INV_TENANCY, stay(new), w->how->now);

	plan_add(w, &(struct import_change){ .op = IMPORT_ADD,
					     .kind = INV_TENANCY,
					     .after = { .tenancy = after.tenancy } });
}

static int plan_end(struct plan_work *w, const struct event *event, const struct tenancy *over,
		    struct err *err)
{
	const struct tenancy *t = &event->tenancy;

	if (!over)
		return nothing_to_end(w->have, event, err);
	if (event->verb == EVENT_RELEASE && t->customer.n && !str_eq(t->customer, over->customer))
		return wrong(err, t, "is somebody else's then:", over);
	if (instant_cmp(over->from, t->from) == 0)
		return wrong(err, t, "begins at just that time; an import corrects it:", over);
	add_end(w, over, t->from);
	return 0;
}

static int plan_begin(struct plan_work *w, const struct event *event, const struct tenancy *over,
		      struct err *err)
{
	struct tenancy new = begun(event, over);

	if (new.customer.n == 0 && (new.use == USE_UNSTATED || new.use == USE_SINGLE))
		return wrong(err, &new, "needs a customer", NULL);
	if (over && stay_same_holder(INV_TENANCY, stay(over), stay(&new)) &&
	    str_eq(over->machine, new.machine) && over->use == new.use)
		return wrong(err, &new, "is there already:", over);
	if (check_names(w->have, &event->tenancy, err) < 0 ||
	    check_overlaps(w->have, &new, over, err) < 0)
		return -1;
	add_begin(w, &new);
	return 0;
}

int event_plan(struct arena *arena, const struct inventory *have, const struct event *event,
	       struct import_plan *out, struct err *err)
{
	struct import_how how = { .now = event->now };
	struct plan_work w = { .arena = arena, .have = have, .how = &how, .out = out };
	const struct tenancy *over = find_open(have, &event->tenancy);

	memset(out, 0, sizeof(*out));
	if (event->verb == EVENT_ASSIGN) {
		if (over)
			return wrong(err, &event->tenancy,
				     "is held then; a move hands it on:", over);
		return plan_begin(&w, event, NULL, err);
	}
	if (plan_end(&w, event, over, err) < 0)
		return -1;
	return event->verb == EVENT_MOVE ? plan_begin(&w, event, over, err) : 0;
}
