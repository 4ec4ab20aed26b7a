/* A list's standing: asked more seldom while it fails, held when it names many at once. */
#include "model/standing.h"

struct standing standing_new(struct str zone)
{
	return (struct standing){
		.zone = zone,
		.since = WHEN_EVER,
		.last = WHEN_EVER,
		.last_good = WHEN_EVER,
		.proving = WHEN_NEVER,
		.retry = WHEN_EVER,
		.baseline = WHEN_NEVER,
		.held_since = WHEN_NEVER,
		.window = WHEN_EVER,
	};
}

/* A clock that was set back makes nothing happen before the last job. */
static struct instant moment(const struct standing *s, const struct heard *h)
{
	return instant_cmp(h->ended, s->last) > 0 ? h->ended : s->last;
}

static struct span delay(uint32_t failures)
{
	struct span d = STANDING_RETRY;

	while (failures-- > 1 && d.us < STANDING_RETRY_MAX.us)
		d.us *= 2;
	return d.us < STANDING_RETRY_MAX.us ? d : STANDING_RETRY_MAX;
}

static void succeed(struct standing *s, struct instant at)
{
	s->failures = 0;
	s->retry = WHEN_EVER;
	s->last_good = at;
	if (instant_cmp(s->proving, WHEN_NEVER) == 0)
		s->proving = at;
}

static void fail(struct standing *s, const struct heard *h)
{
	if (s->failures < UINT32_MAX)
		s->failures++;
	s->proving = WHEN_NEVER;
	s->retry = instant_add(h->ended, delay(s->failures)); /* by the clock as it goes now */
}

/* That the grant was spent says nothing about the list: it stands as it stood. */
static enum standing_change weigh(struct standing *s, const struct heard *h, struct instant at)
{
	bool good = heard_is_good(h->health);
	bool was = heard_is_good(s->health);
	bool turned = !s->asked || good != was;

	if (h->health == HEARD_SPENT && s->asked) {
		s->health = was ? HEARD_SPENT : s->health;
		s->why = was ? h->why : s->why;
		return STANDING_SAME;
	}
	if (turned)
		s->since = at;
	s->health = h->health;
	s->why = h->why;
	if (!good)
		fail(s, h);
	else if (h->health != HEARD_SPENT)
		succeed(s, at);
	if (good)
		return s->asked && !was ? STANDING_RECOVERED : STANDING_SAME;
	return turned ? STANDING_FAILED : STANDING_SAME;
}

static bool too_many(uint32_t named, uint64_t estate)
{
	if (named >= STANDING_HELD_NEW)
		return true;
	return named >= STANDING_HELD_LEAST &&
	       (uint64_t)named * 100 / STANDING_HELD_PERCENT > estate;
}

/* True: it is held from now on. */
static bool count_new(struct standing *s, uint32_t new_hits, uint64_t estate, struct instant at)
{
	if (instant_cmp(at, s->window) < 0) /* the clock was set back */
		s->window = at;
	if (instant_cmp(s->window, WHEN_EVER) == 0 ||
	    instant_since(at, s->window).us >= STANDING_WINDOW.us) {
		s->window = at;
		s->named = 0;
	}
	s->named += new_hits < UINT32_MAX - s->named ? new_hits : UINT32_MAX - s->named;
	if (s->held || !too_many(s->named, estate))
		return false;
	s->held = true;
	s->held_since = at;
	return true;
}

enum standing_change standing_hear(struct standing *s, const struct heard *h, uint32_t new_hits,
				   uint64_t estate)
{
	struct instant at = moment(s, h);
	enum standing_change change = weigh(s, h, at);
	bool counts = heard_is_good(h->health) && instant_cmp(s->baseline, h->begun) <= 0;

	s->asked = true;
	s->last = at;
	if (h->keep_s)
		s->keep_s = h->keep_s;
	if (h->serial_after || h->serial_before)
		s->serial = h->serial_after ? h->serial_after : h->serial_before;
	return counts && count_new(s, new_hits, estate, h->ended) ? STANDING_HELD : change;
}

bool standing_is_proven(const struct standing *s, struct instant now)
{
	struct instant to = instant_cmp(now, s->last_good) < 0 ? now : s->last_good;

	return instant_cmp(s->proving, WHEN_NEVER) < 0 &&
	       instant_since(to, s->proving).us >= STANDING_PROVE.us;
}

void standing_resume(struct standing *s, struct instant now)
{
	s->held = false;
	s->held_since = WHEN_NEVER;
	s->window = now;
	s->named = 0;
}

const char *standing_change_name(enum standing_change c)
{
	static const char *const name[] = {
		[STANDING_SAME] = "same",
		[STANDING_FAILED] = "failed",
		[STANDING_RECOVERED] = "recovered",
		[STANDING_HELD] = "held",
	};

	return name[c];
}
