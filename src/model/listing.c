/* The life of a listing: a table of what each answer makes of each state. */
#include "model/listing.h"

#include "base/die.h"

/* An answer, and whether it comes long enough after the one that it is to confirm. */
enum event { LISTED_SOON, LISTED_LATER, LISTED_SECOND, CLEAN_SOON, CLEAN_LATER, EVENTS };

struct step {
	enum listing_state to;
	enum listing_change change;
};

static const struct step step[LISTING_STATES][EVENTS] = {
	[LISTING_SEEN] = {
		[LISTED_SOON] = { LISTING_SEEN, LISTING_NOTHING },
		[LISTED_LATER] = { LISTING_OPEN, LISTING_BEGAN },
		[LISTED_SECOND] = { LISTING_OPEN, LISTING_BEGAN },
		[CLEAN_SOON] = { LISTING_DROPPED, LISTING_VANISHED },
		[CLEAN_LATER] = { LISTING_DROPPED, LISTING_VANISHED },
	},
	[LISTING_OPEN] = {
		[LISTED_SOON] = { LISTING_OPEN, LISTING_NOTHING },
		[LISTED_LATER] = { LISTING_OPEN, LISTING_NOTHING },
		[LISTED_SECOND] = { LISTING_OPEN, LISTING_NOTHING },
		[CLEAN_SOON] = { LISTING_FADING, LISTING_FADED },
		[CLEAN_LATER] = { LISTING_FADING, LISTING_FADED },
	},
	[LISTING_FADING] = {
		[LISTED_SOON] = { LISTING_OPEN, LISTING_LIVES },
		[LISTED_LATER] = { LISTING_OPEN, LISTING_LIVES },
		[LISTED_SECOND] = { LISTING_OPEN, LISTING_LIVES },
		[CLEAN_SOON] = { LISTING_FADING, LISTING_NOTHING },
		[CLEAN_LATER] = { LISTING_ENDED, LISTING_ENDED_NOW },
	},
	[LISTING_ENDED] = {
		[LISTED_SOON] = { LISTING_OPEN, LISTING_RETURNED },
		[LISTED_LATER] = { LISTING_OPEN, LISTING_RETURNED },
		[LISTED_SECOND] = { LISTING_OPEN, LISTING_RETURNED },
		[CLEAN_SOON] = { LISTING_ENDED, LISTING_NOTHING },
		[CLEAN_LATER] = { LISTING_ENDED, LISTING_NOTHING },
	},
	[LISTING_DROPPED] = { /* over: being listed again is another listing */
		[CLEAN_SOON] = { LISTING_DROPPED, LISTING_NOTHING },
		[CLEAN_LATER] = { LISTING_DROPPED, LISTING_NOTHING },
	},
};

static struct span or_else(struct span a, struct span otherwise)
{
	return a.us ? a : otherwise;
}

static struct span apart(const struct listing_rules *rules)
{
	return or_else(rules->apart, LISTING_APART);
}

static struct instant later(struct instant a, struct instant b)
{
	return instant_cmp(a, b) > 0 ? a : b;
}

/* The end of the job, but nothing happens before what has happened already. */
static struct instant moment(const struct listing *l, const struct heard *h)
{
	struct instant at = later(h->ended, later(l->since, l->last));

	if (instant_cmp(l->confirmed, WHEN_NEVER) < 0)
		at = later(at, l->confirmed);
	if (instant_cmp(l->clean, WHEN_NEVER) < 0)
		at = later(at, l->clean);
	return at;
}

/* Of a first answer that waits for its second one `next` is when that counts. */
static bool is_later(const struct listing *l, const struct heard *h)
{
	return instant_cmp(h->begun, l->next) >= 0;
}

/* It goes on waiting; should the clock have been set back, from now. */
static struct instant wait_on(const struct listing *l, const struct heard *h,
			      const struct listing_rules *rules)
{
	struct instant anew = instant_add(h->ended, apart(rules));

	return instant_cmp(anew, l->next) < 0 ? anew : l->next;
}

static struct instant recheck(const struct heard *h, const struct heard_hit *hit,
			      const struct listing_rules *rules)
{
	struct span every = or_else(rules->recheck, LISTING_RECHECK);
	struct span ttl = SPAN_S((int64_t)hit->ttl);

	if (ttl.us > LISTING_RECHECK_MAX.us)
		ttl = LISTING_RECHECK_MAX;
	return instant_add(h->ended, ttl.us > every.us ? ttl : every);
}

/* Recent ones are looked after, for they come back. */
static struct instant aftercare(const struct listing *l, const struct heard *h)
{
	struct instant next = instant_add(h->ended, LISTING_AFTERCARE);

	return instant_since(next, l->until).us <= LISTING_REMEMBER.us ? next : WHEN_NEVER;
}

/* The same codes, in whatever order. */
static bool same_codes(const struct listing *l, const struct heard_hit *hit)
{
	if (l->codes != hit->codes)
		return false;
	for (unsigned i = 0; i < hit->codes; i++) {
		unsigned here = 0, there = 0;

		for (unsigned k = 0; k < hit->codes; k++) {
			here += l->code[k] == hit->code[i];
			there += hit->code[k] == hit->code[i];
		}
		if (here != there)
			return false;
	}
	return true;
}

static bool is_recoded(const struct listing *l, const struct heard_hit *hit)
{
	return !same_codes(l, hit) || l->severity != hit->severity || l->kind != hit->kind ||
	       l->policy != hit->policy;
}

static void take_words(struct listing *l, const struct heard *h, const struct heard_hit *hit)
{
	uint32_t serial = h->serial_before ? h->serial_before : h->serial_after;
	bool same = same_codes(l, hit);

	for (unsigned i = 0; i < hit->codes; i++)
		l->code[i] = hit->code[i];
	l->codes = hit->codes;
	l->meaning = hit->meaning;
	/* it was perhaps not asked for; other codes have other reasons */
	if (hit->reason.n || !same)
		l->reason = hit->reason;
	l->server = hit->server;
	l->severity = hit->severity;
	l->kind = hit->kind;
	l->policy = hit->policy;
	if (serial)
		l->serial = serial;
}

static enum event event_of(const struct listing *l, const struct heard *h,
			   const struct heard_hit *hit)
{
	if (hit->second || h->local)
		return LISTED_SECOND;
	return is_later(l, h) ? LISTED_LATER : LISTED_SOON;
}

struct listing listing_first(const struct heard *h, const struct heard_hit *hit,
			     const struct listing_rules *rules, enum listing_change *change)
{
	bool second = hit->second || h->local;
	struct listing l = {
		.zone = h->zone,
		.about = hit->about,
		.name = hit->name,
		.state = second ? LISTING_OPEN : LISTING_SEEN,
		.since = h->ended,
		.confirmed = second ? h->ended : WHEN_NEVER,
		.last = h->ended,
		.clean = WHEN_NEVER,
		.until = WHEN_NEVER,
		.next = second ? recheck(h, hit, rules) : instant_add(h->ended, apart(rules)),
	};

	take_words(&l, h, hit);
	*change = second ? LISTING_BEGAN : LISTING_APPEARED;
	return l;
}

enum listing_change listing_listed(struct listing *l, const struct heard *h,
				   const struct heard_hit *hit, const struct listing_rules *rules)
{
	struct step s = step[l->state][event_of(l, h, hit)];
	struct instant at = moment(l, h);
	bool recoded = is_recoded(l, hit);

	die_if(l->state == LISTING_DROPPED);
	take_words(l, h, hit);
	l->last = at;
	l->clean = WHEN_NEVER;
	l->until = WHEN_NEVER;
	l->next = s.to == LISTING_SEEN ? wait_on(l, h, rules) : recheck(h, hit, rules);
	if (s.change == LISTING_BEGAN)
		l->confirmed = at;
	if (s.change == LISTING_RETURNED)
		l->returns++;
	l->state = s.to;
	return s.change == LISTING_NOTHING && s.to == LISTING_OPEN && recoded ? LISTING_RECODED
									      : s.change;
}

/* When a listing that was found clean is to be asked about again. */
static struct instant after_clean(const struct listing *l, const struct heard *h,
				  const struct listing_rules *rules, bool first)
{
	if (l->state == LISTING_FADING)
		return first ? instant_add(h->ended, apart(rules)) : wait_on(l, h, rules);
	return l->state == LISTING_ENDED ? aftercare(l, h) : WHEN_NEVER;
}

enum listing_change listing_clean(struct listing *l, const struct heard *h,
				  const struct listing_rules *rules)
{
	struct step s = step[l->state][is_later(l, h) ? CLEAN_LATER : CLEAN_SOON];
	struct instant at = moment(l, h);

	if (s.change == LISTING_FADED || s.change == LISTING_VANISHED)
		l->clean = at;
	if (s.change == LISTING_ENDED_NOW || s.change == LISTING_VANISHED)
		l->until = l->clean;
	l->state = s.to;
	l->next = after_clean(l, h, rules, s.change == LISTING_FADED);
	return s.change;
}

bool listing_is_over(const struct listing *l, struct instant now, const struct listing_rules *rules)
{
	if (l->state == LISTING_DROPPED)
		return true;
	return l->state == LISTING_ENDED &&
	       instant_since(now, l->until).us > or_else(rules->same, LISTING_SAME).us;
}

bool listing_counts(const struct listing *l)
{
	return (l->state == LISTING_OPEN || l->state == LISTING_FADING) && !l->held;
}

static const char *const state_name[LISTING_STATES] = {
	[LISTING_SEEN] = "seen",   [LISTING_OPEN] = "open",       [LISTING_FADING] = "fading",
	[LISTING_ENDED] = "ended", [LISTING_DROPPED] = "dropped",
};

const char *listing_state_name(enum listing_state s)
{
	return state_name[s];
}

const char *listing_change_name(enum listing_change c)
{
	static const char *const name[LISTING_CHANGES] = {
		[LISTING_NOTHING] = "nothing",   [LISTING_APPEARED] = "appeared",
		[LISTING_BEGAN] = "began",       [LISTING_RETURNED] = "returned",
		[LISTING_RECODED] = "recoded",   [LISTING_FADED] = "faded",
		[LISTING_LIVES] = "lives",       [LISTING_ENDED_NOW] = "ended",
		[LISTING_VANISHED] = "vanished",
	};

	return name[c];
}

bool listing_state_parse(struct str text, enum listing_state *out)
{
	for (unsigned i = 0; i < LISTING_STATES; i++) {
		if (str_eq(text, str_of(state_name[i]))) {
			*out = (enum listing_state)i;
			return true;
		}
	}
	return false;
}
