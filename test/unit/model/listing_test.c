/* The life of a listing: every answer to every state, the times, and random days against a model
 * that looks at the whole past each time. */
#include "unit.h"

#include "base/rng.h"
#include "model/listing.h"

#define MINUTE INT64_C(60)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static const struct listing_rules usual;

static struct instant at_s(int64_t s)
{
	return (struct instant){ (INT64_C(1700000000) + s) * 1000000 };
}

/* A job that was over as soon as it was begun. */
static struct heard job(int64_t s)
{
	return (struct heard){
		.zone = STR("bl.example"), .begun = at_s(s), .ended = at_s(s), .serial_before = 7
	};
}

static struct heard_hit hit_of(bool second)
{
	return (struct heard_hit){
		.about = range_of_ip(ip4(192, 0, 2, 1)),
		.code = {0x7f000002, 0x7f000004},
		.codes = 2,
		.meaning = STR("spam"),
		.reason = STR("seen on Monday"),
		.server = STR("192.0.2.53"),
		.ttl = 2100,
		.severity = 3,
		.kind = LIST_BLOCK,
		.second = second,
	};
}

static enum listing_change listed(struct listing *l, int64_t s)
{
	struct heard h = job(s);
	struct heard_hit hit = hit_of(false);

	return listing_listed(l, &h, &hit, &usual);
}

static enum listing_change clean(struct listing *l, int64_t s)
{
	struct heard h = job(s);

	return listing_clean(l, &h, &usual);
}

static struct listing first(int64_t s, bool second)
{
	struct heard h = job(s);
	struct heard_hit hit = hit_of(second);
	enum listing_change change;
	struct listing l = listing_first(&h, &hit, &usual, &change);

	assert_int_equal(change, second ? LISTING_BEGAN : LISTING_APPEARED);
	return l;
}

/* One in each state: seen at 0, or open since 0, fading since 10 min, ended and known to be
 * so at 20 min. */
static struct listing in_state(enum listing_state s)
{
	struct listing l = first(0, s != LISTING_SEEN && s != LISTING_DROPPED);

	if (s == LISTING_DROPPED)
		assert_int_equal(clean(&l, 10 * MINUTE), LISTING_VANISHED);
	if (s == LISTING_FADING || s == LISTING_ENDED)
		assert_int_equal(clean(&l, 10 * MINUTE), LISTING_FADED);
	if (s == LISTING_ENDED)
		assert_int_equal(clean(&l, 20 * MINUTE), LISTING_ENDED_NOW);
	assert_int_equal(l.state, s);
	return l;
}

enum answer_kind { AGAIN, SECOND, COPY, CLEAN };

static const struct {
	const char *label;
	enum listing_state from;
	enum answer_kind on;
	int64_t s; /* when it is given */
	enum listing_state to;
	enum listing_change change;
} life[] = {
	{"too soon to confirm",             LISTING_SEEN,    AGAIN,  299,         LISTING_SEEN,    LISTING_NOTHING  },
	{ "confirmed by a second question", LISTING_SEEN,    AGAIN,  300,         LISTING_OPEN,    LISTING_BEGAN    },
	{ "confirmed much later",           LISTING_SEEN,    AGAIN,  5 * DAY,     LISTING_OPEN,    LISTING_BEGAN    },
	{ "confirmed by a second server",   LISTING_SEEN,    SECOND, 1,           LISTING_OPEN,    LISTING_BEGAN    },
	{ "confirmed by a copy",            LISTING_SEEN,    COPY,   1,           LISTING_OPEN,    LISTING_BEGAN    },
	{ "never was one",                  LISTING_SEEN,    CLEAN,  1,           LISTING_DROPPED, LISTING_VANISHED },
	{ "never was one, later",           LISTING_SEEN,    CLEAN,  DAY,         LISTING_DROPPED, LISTING_VANISHED },
	{ "goes on",			LISTING_OPEN,    AGAIN,  1,           LISTING_OPEN,    LISTING_NOTHING  },
	{ "goes on and on",                 LISTING_OPEN,    AGAIN,  DAY,         LISTING_OPEN,    LISTING_NOTHING  },
	{ "goes on, as both say",           LISTING_OPEN,    SECOND, HOUR,        LISTING_OPEN,    LISTING_NOTHING  },
	{ "goes on, as a copy says",        LISTING_OPEN,    COPY,   HOUR,        LISTING_OPEN,    LISTING_NOTHING  },
	{ "fades",			  LISTING_OPEN,    CLEAN,  1,           LISTING_FADING,  LISTING_FADED    },
	{ "fades, later",                   LISTING_OPEN,    CLEAN,  DAY,         LISTING_FADING,  LISTING_FADED    },
	{ "lives",			  LISTING_FADING,  AGAIN,  601,         LISTING_OPEN,    LISTING_LIVES    },
	{ "lives, later",                   LISTING_FADING,  AGAIN,  HOUR,        LISTING_OPEN,    LISTING_LIVES    },
	{ "lives, as both say",             LISTING_FADING,  SECOND, 601,         LISTING_OPEN,    LISTING_LIVES    },
	{ "lives, as a copy says",          LISTING_FADING,  COPY,   601,         LISTING_OPEN,    LISTING_LIVES    },
	{ "too soon to end",                LISTING_FADING,  CLEAN,  899,         LISTING_FADING,  LISTING_NOTHING  },
	{ "ends",			   LISTING_FADING,  CLEAN,  900,         LISTING_ENDED,   LISTING_ENDED_NOW},
	{ "returns",			LISTING_ENDED,   AGAIN,  21 * MINUTE, LISTING_OPEN,    LISTING_RETURNED },
	{ "returns, later",                 LISTING_ENDED,   AGAIN,  DAY,         LISTING_OPEN,    LISTING_RETURNED },
	{ "returns, as both say",           LISTING_ENDED,   SECOND, DAY,         LISTING_OPEN,    LISTING_RETURNED },
	{ "returns, as a copy says",        LISTING_ENDED,   COPY,   DAY,         LISTING_OPEN,    LISTING_RETURNED },
	{ "stays ended",                    LISTING_ENDED,   CLEAN,  21 * MINUTE, LISTING_ENDED,   LISTING_NOTHING  },
	{ "stays ended, later",             LISTING_ENDED,   CLEAN,  9 * DAY,     LISTING_ENDED,   LISTING_NOTHING  },
	{ "stays dropped",                  LISTING_DROPPED, CLEAN,  21 * MINUTE, LISTING_DROPPED, LISTING_NOTHING  },
	{ "stays dropped, later",           LISTING_DROPPED, CLEAN,  DAY,         LISTING_DROPPED, LISTING_NOTHING  },
};

static enum listing_change answer(struct listing *l, enum answer_kind a, int64_t s)
{
	struct heard h = job(s);
	struct heard_hit hit = hit_of(a == SECOND);

	h.local = a == COPY;
	return a == CLEAN ? listing_clean(l, &h, &usual) : listing_listed(l, &h, &hit, &usual);
}

static void every_answer_to_every_state(void **state)
{
	bool seen[LISTING_STATES][CLEAN + 1] = { { false } };

	(void)state;
	for (size_t i = 0; i < LEN(life); i++) {
		struct listing l = in_state(life[i].from);
		enum listing_change change = answer(&l, life[i].on, life[i].s);

		seen[life[i].from][life[i].on] = true;
		if (change != life[i].change || l.state != life[i].to)
			fail_msg("%s: %s, %s", life[i].label, listing_state_name(l.state),
				 listing_change_name(change));
	}
	for (unsigned s = 0; s < LISTING_DROPPED; s++)
		for (unsigned a = 0; a <= CLEAN; a++)
			assert_true(seen[s][a]);
	assert_true(seen[LISTING_DROPPED][CLEAN]);
}

static void assert_at(struct instant got, int64_t s)
{
	assert_int_equal(got.us, at_s(s).us);
}

static void a_whole_life_and_its_times(void **state)
{
	struct listing l = first(0, false);

	(void)state;
	assert_true(instant_cmp(l.confirmed, WHEN_NEVER) == 0);
	assert_at(l.next, 300);
	assert_false(listing_counts(&l));
	listed(&l, 400);
	assert_at(l.since, 0);
	assert_at(l.confirmed, 400);
	assert_at(l.last, 400);
	assert_at(l.next, 400 + HOUR);
	assert_true(listing_counts(&l));
	clean(&l, DAY);
	assert_at(l.clean, DAY);
	assert_at(l.next, DAY + 300);
	assert_true(listing_counts(&l));
	clean(&l, DAY + 100);
	assert_at(l.clean, DAY);
	assert_at(l.next, DAY + 300);
	listed(&l, DAY + 200);
	assert_true(instant_cmp(l.clean, WHEN_NEVER) == 0);
	assert_at(l.last, DAY + 200);
	clean(&l, 2 * DAY);
	clean(&l, 2 * DAY + 300);
	assert_at(l.until, 2 * DAY);
	assert_at(l.next, 2 * DAY + 300 + 6 * HOUR);
	assert_false(listing_counts(&l));
	assert_int_equal(listed(&l, 3 * DAY), LISTING_RETURNED);
	assert_true(instant_cmp(l.until, WHEN_NEVER) == 0);
	assert_int_equal(l.returns, 1);
	assert_at(l.since, 0);
	assert_at(l.confirmed, 400);
	assert_true(listing_counts(&l));
	l.held = true;
	assert_false(listing_counts(&l));
}

static void within_a_day_it_is_the_same(void **state)
{
	struct listing l = in_state(LISTING_ENDED); /* since 10 min */
	struct listing_rules hour = { .same = SPAN_S(HOUR) };
	struct listing dropped = in_state(LISTING_DROPPED);
	struct listing open = in_state(LISTING_OPEN);

	(void)state;
	assert_false(listing_is_over(&l, at_s(10 * MINUTE + DAY), &usual));
	assert_true(listing_is_over(&l, at_s(10 * MINUTE + DAY + 1), &usual));
	assert_true(listing_is_over(&l, at_s(10 * MINUTE + HOUR + 1), &hour));
	assert_false(listing_is_over(&l, at_s(-DAY), &usual));
	assert_true(listing_is_over(&dropped, at_s(10 * MINUTE), &usual));
	assert_false(listing_is_over(&open, at_s(900 * DAY), &usual));
}

static void asked_again_as_its_ttl_says(void **state)
{
	static const struct {
		uint32_t ttl;
		int64_t own, want;
	} is[] = {
		{0,           0,       HOUR   },
                { 3599,       0,       HOUR   },
		{ 7200,       0,       7200   },
                { 604800,     0,       DAY    },
		{ UINT32_MAX, 0,       DAY    },
                { 60,         120,     120    },
		{ 7200,       120,     7200   },
                { 604800,     2 * DAY, 2 * DAY},
	};

	(void)state;
	for (size_t i = 0; i < LEN(is); i++) {
		struct listing l = in_state(LISTING_OPEN);
		struct listing_rules rules = { .recheck = SPAN_S(is[i].own) };
		struct heard h = job(HOUR);
		struct heard_hit hit = hit_of(false);

		hit.ttl = is[i].ttl;
		listing_listed(&l, &h, &hit, &rules);
		assert_at(l.next, HOUR + is[i].want);
	}
}

static void looked_after_for_a_fortnight(void **state)
{
	struct listing l = in_state(LISTING_ENDED);
	int64_t s = 20 * MINUTE;
	int times = 0;

	(void)state;
	while (instant_cmp(l.next, WHEN_NEVER) < 0) {
		assert_at(l.next, s + 6 * HOUR);
		s += 6 * HOUR;
		assert_int_equal(clean(&l, s), LISTING_NOTHING);
		times++;
	}
	assert_int_equal(times, 14 * 4 - 1);
	assert_at(l.until, 10 * MINUTE);
	l = in_state(LISTING_DROPPED);
	assert_true(instant_cmp(l.next, WHEN_NEVER) == 0);
}

/* What a second job has heard while it ran counts from its beginning, the first to its end. */
static void long_jobs_are_apart_between_them(void **state)
{
	struct listing l = first(100, false);
	struct heard h = job(399);
	struct heard_hit hit = hit_of(false);

	(void)state;
	h.ended = at_s(700);
	assert_int_equal(listing_listed(&l, &h, &hit, &usual), LISTING_NOTHING);
	assert_at(l.last, 700);
	assert_at(l.next, 400);
	h.begun = at_s(400);
	assert_int_equal(listing_listed(&l, &h, &hit, &usual), LISTING_BEGAN);
	assert_at(l.since, 100);
	assert_at(l.confirmed, 700);
}

static void other_codes_are_news_other_words_are_not(void **state)
{
	struct listing l = in_state(LISTING_OPEN);
	struct heard h = job(HOUR);
	struct heard_hit hit = hit_of(false);

	(void)state;
	hit.reason = STR("seen on Tuesday");
	h.serial_before = 8;
	assert_int_equal(listing_listed(&l, &h, &hit, &usual), LISTING_NOTHING);
	assert_str(l.reason, "seen on Tuesday");
	assert_int_equal(l.serial, 8);
	hit.reason = STR("");
	h.serial_before = 0;
	hit.code[0] = 0x7f000004;
	hit.code[1] = 0x7f000002;
	assert_int_equal(listing_listed(&l, &h, &hit, &usual), LISTING_NOTHING);
	assert_str(l.reason, "seen on Tuesday");
	assert_int_equal(l.serial, 8);
	hit.code[1] = 0x7f000004;
	assert_int_equal(listing_listed(&l, &h, &hit, &usual), LISTING_RECODED);
	assert_str(l.reason, "");
	hit.codes = 1;
	assert_int_equal(listing_listed(&l, &h, &hit, &usual), LISTING_RECODED);
	hit.severity = 5;
	assert_int_equal(listing_listed(&l, &h, &hit, &usual), LISTING_RECODED);
	hit.kind = LIST_POLICY;
	assert_int_equal(listing_listed(&l, &h, &hit, &usual), LISTING_RECODED);
	hit.policy = true;
	assert_int_equal(listing_listed(&l, &h, &hit, &usual), LISTING_RECODED);
	assert_int_equal(listing_listed(&l, &h, &hit, &usual), LISTING_NOTHING);
	assert_int_equal(l.severity, 5);
}

static void what_does_not_count_is_not_recoded(void **state)
{
	struct listing l = in_state(LISTING_SEEN);
	struct heard h = job(1);
	struct heard_hit hit = hit_of(false);

	(void)state;
	hit.codes = 1;
	assert_int_equal(listing_listed(&l, &h, &hit, &usual), LISTING_NOTHING);
	assert_int_equal(l.codes, 1);
	h = job(HOUR);
	hit.codes = 2;
	assert_int_equal(listing_listed(&l, &h, &hit, &usual), LISTING_BEGAN);
}

static void a_clock_set_back_delays_by_no_more_than_a_look(void **state)
{
	struct listing l = first(0, false);

	(void)state;
	assert_int_equal(listed(&l, -DAY), LISTING_NOTHING);
	assert_at(l.last, 0);
	assert_at(l.next, -DAY + 300);
	assert_int_equal(listed(&l, -DAY + 299), LISTING_NOTHING);
	assert_int_equal(listed(&l, -DAY + 300), LISTING_BEGAN);
	assert_at(l.since, 0);
	assert_at(l.confirmed, 0);
	assert_at(l.next, -DAY + 300 + HOUR);
	clean(&l, -DAY + 400);
	assert_at(l.clean, 0);
	assert_int_equal(clean(&l, -2 * DAY), LISTING_NOTHING);
	assert_int_equal(clean(&l, -2 * DAY + 300), LISTING_ENDED_NOW);
	assert_at(l.until, 0);
	assert_int_equal(listed(&l, -DAY), LISTING_RETURNED);
	assert_at(l.last, 0);
}

static void words_come_back(void **state)
{
	enum listing_state s;

	(void)state;
	for (unsigned i = 0; i < LISTING_STATES; i++) {
		assert_true(
			listing_state_parse(str_of(listing_state_name((enum listing_state)i)), &s));
		assert_int_equal(s, i);
	}
	assert_false(listing_state_parse(STR("closed"), &s));
	for (unsigned i = 0; i < LISTING_CHANGES; i++)
		assert_true(listing_change_name((enum listing_change)i)[0]);
}

/* Random days. What has been answered about one address, and what follows from it, found anew
 * each time from all of it: the model. */
#define ANSWERS_MAX 4000
#define LIVES_MAX 200

struct past {
	struct {
		int64_t begun, ended;
		bool listed, second;
	} answer[ANSWERS_MAX];
	size_t answers;
};

struct span_of {
	int64_t since, until; /* until -1: goes on */
	bool counts;          /* ever did */
};

struct lives {
	struct span_of of[LIVES_MAX];
	size_t n;
};

/* Whether two answers of one sort, from `i` on and with no other sort between, are apart. */
static size_t settled(const struct past *p, size_t i)
{
	for (size_t k = i; k < p->answers && p->answer[k].listed == p->answer[i].listed; k++)
		if ((p->answer[i].listed && p->answer[k].second) ||
		    (k > i && p->answer[k].begun - p->answer[i].ended >= 300))
			return k;
	return SIZE_MAX;
}

static size_t next_of(const struct past *p, size_t i, bool is)
{
	while (i < p->answers && p->answer[i].listed != is)
		i++;
	return i;
}

/* From the first clean answer of the pair that ends it; SIZE_MAX: it goes on. */
static size_t ending(const struct past *p, size_t i)
{
	for (i = next_of(p, i, false); i < p->answers; i = next_of(p, next_of(p, i, true), false))
		if (settled(p, i) != SIZE_MAX)
			return i;
	return SIZE_MAX;
}

static void draw_lives(const struct past *p, struct lives *out)
{
	size_t i = next_of(p, 0, true);

	out->n = 0;
	while (i < p->answers) {
		struct span_of s = { p->answer[i].ended, -1, settled(p, i) != SIZE_MAX };
		size_t end = s.counts ? ending(p, settled(p, i)) : next_of(p, i, false);
		struct span_of *last = out->n ? &out->of[out->n - 1] : NULL;

		if (end < p->answers)
			s.until = p->answer[end].ended;
		/* returned: the same, whoever confirms it */
		if (last && last->counts && s.since - last->until <= DAY) {
			end = ending(p, i);
			last->until = end < p->answers ? p->answer[end].ended : -1;
		} else {
			assert_true(out->n < LIVES_MAX);
			out->of[out->n++] = s;
		}
		i = end < p->answers ? next_of(p, end, true) : SIZE_MAX;
	}
}

struct watched {
	struct listing l[LIVES_MAX];
	size_t n;
	struct past past;
};

static void invariants(const struct listing *l)
{
	assert_true(instant_cmp(l->since, l->last) <= 0);
	assert_true(instant_cmp(l->last, l->until) <= 0);
	assert_int_equal(instant_cmp(l->until, WHEN_NEVER) < 0,
			 l->state == LISTING_ENDED || l->state == LISTING_DROPPED);
	if (l->state == LISTING_FADING || l->state == LISTING_ENDED)
		assert_true(instant_cmp(l->last, l->clean) <= 0);
	else if (l->state != LISTING_DROPPED)
		assert_true(instant_cmp(l->clean, WHEN_NEVER) == 0);
	if (l->state == LISTING_SEEN || l->state == LISTING_DROPPED)
		assert_true(instant_cmp(l->confirmed, WHEN_NEVER) == 0);
	else
		assert_true(instant_cmp(l->since, l->confirmed) <= 0);
}

/* As whoever hears of an address decides: the last listing, or a new one. */
static void hear(struct watched *w, const struct heard *h, const struct heard_hit *hit)
{
	struct listing *l = w->n ? &w->l[w->n - 1] : NULL;
	enum listing_change change;

	if (!hit) {
		if (l)
			listing_clean(l, h, &usual);
	} else if (!l || listing_is_over(l, h->ended, &usual)) {
		assert_true(w->n < LIVES_MAX);
		w->l[w->n++] = listing_first(h, hit, &usual, &change);
	} else {
		listing_listed(l, h, hit, &usual);
	}
	if (w->n)
		invariants(&w->l[w->n - 1]);
}

static void compare(const struct watched *w)
{
	struct lives want;

	draw_lives(&w->past, &want);
	assert_int_equal(w->n, want.n);
	for (size_t i = 0; i < want.n; i++) {
		const struct listing *l = &w->l[i];

		assert_at(l->since, want.of[i].since);
		if (want.of[i].until < 0)
			assert_true(instant_cmp(l->until, WHEN_NEVER) == 0);
		else
			assert_at(l->until, want.of[i].until);
		assert_int_equal(instant_cmp(l->confirmed, WHEN_NEVER) < 0, want.of[i].counts);
	}
}

/* What the list has at a time: it changes every few minutes to days, and flaps at times. */
struct truth {
	struct rng rng;
	bool is;
	int64_t changes;
};

static bool truth_at(struct truth *t, int64_t s)
{
	static const int64_t lasts[] = { 2 * MINUTE, 20 * MINUTE, 5 * HOUR, DAY, 4 * DAY };

	while (t->changes <= s) {
		t->is = !t->is;
		t->changes +=
			1 + (int64_t)rng_below(&t->rng, (uint64_t)lasts[rng_below(&t->rng, 5)]);
	}
	return t->is;
}

static int64_t seconds(struct instant t)
{
	return t.us / 1000000 - 1700000000;
}

/* When it is asked again: when it says so, or the walk comes by, or somebody asks by hand. */
static int64_t asked_next(const struct watched *w, struct rng *rng, int64_t now)
{
	int64_t walk = now + 1 + (int64_t)rng_below(rng, 8 * HOUR);

	if (w->n && instant_cmp(w->l[w->n - 1].next, WHEN_NEVER) < 0 && rng_below(rng, 4) &&
	    seconds(w->l[w->n - 1].next) < walk)
		walk = seconds(w->l[w->n - 1].next);
	if (rng_below(rng, 6) == 0)
		walk = now + 1 + (int64_t)rng_below(rng, 400);
	return walk > now ? walk : now + 1;
}

static void ask(struct watched *w, struct truth *t, struct rng *rng, int64_t now)
{
	struct heard h = job(now);
	struct heard_hit hit = hit_of(rng_below(rng, 4) == 0);
	bool is = truth_at(t, now);
	size_t i = w->past.answers;

	h.ended = at_s(now + (int64_t)rng_below(rng, 200));
	h.local = rng_below(rng, 20) == 0;
	if (rng_below(rng, 10) == 0)
		return; /* silence says nothing */
	w->past.answer[i].begun = now;
	w->past.answer[i].ended = seconds(h.ended);
	w->past.answer[i].listed = is;
	w->past.answer[i].second = hit.second || h.local;
	w->past.answers = i + 1;
	hear(w, &h, is ? &hit : NULL);
}

static void random_days_against_the_whole_past(void **state)
{
	struct watched *w = malloc(sizeof(*w));
	size_t lives = 0, returns = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= unit_share(200); seed++) {
		struct rng rng = rng_of(seed);
		struct truth t = { .rng = rng_of(seed + 1000) };

		memset(w, 0, sizeof(*w));
		for (int64_t now = 0; now < 60 * DAY && w->past.answers < 1000;) {
			ask(w, &t, &rng, now);
			compare(w);
			/* the next job begins when this one has ended */
			now = asked_next(w, &rng, now + 200);
		}
		lives += w->n;
		for (size_t i = 0; i < w->n; i++)
			returns += w->l[i].returns;
	}
	assert_true(lives > unit_share(1000));
	assert_true(returns > unit_share(200));
	free(w);
}

/* What a list has for long enough is known in time, and its end too; nothing else is known. */
static void nothing_is_lost_doubled_early_or_late(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= unit_share(300); seed++) {
		struct rng rng = rng_of(seed);
		int64_t begins = HOUR + (int64_t)rng_below(&rng, DAY);
		int64_t ends = begins + 2 * HOUR + (int64_t)rng_below(&rng, 5 * DAY);
		struct watched *w = calloc(1, sizeof(*w));
		int64_t walk = 0;

		for (int64_t now = 0; now < 10 * DAY; now += 10) {
			bool single = w->n && instant_cmp(w->l[w->n - 1].next, at_s(now)) <= 0;
			struct heard h = job(now);
			struct heard_hit hit = hit_of(false);

			if (now < walk && !single)
				continue;
			if (now >= walk)
				walk += HOUR + (int64_t)rng_below(&rng, 10) * MINUTE;
			hear(w, &h, now >= begins && now < ends ? &hit : NULL);
		}
		assert_int_equal(w->n, 1);
		assert_int_equal(w->l[0].state, LISTING_ENDED);
		assert_in_range(seconds(w->l[0].since), begins, begins + 70 * MINUTE + 10);
		assert_in_range(seconds(w->l[0].confirmed) - seconds(w->l[0].since), 300, 310);
		assert_in_range(seconds(w->l[0].until), ends, ends + 70 * MINUTE + 10);
		free(w);
	}
}

/* Whatever the clock does, order is kept and nothing hangs. */
static void clocks_may_jump(void **state)
{
	struct watched *w = malloc(sizeof(*w));

	(void)state;
	for (uint64_t seed = 1; seed <= unit_share(300); seed++) {
		struct rng rng = rng_of(seed);
		int64_t now = 0;

		memset(w, 0, sizeof(*w));
		for (int i = 0; i < 100; i++) {
			struct heard h = job(now);
			struct heard_hit hit = hit_of(rng_below(&rng, 8) == 0);

			hear(w, &h, rng_below(&rng, 2) ? &hit : NULL);
			now += (int64_t)rng_below(&rng, 12 * HOUR);
			if (rng_below(&rng, 5) == 0)
				now -= (int64_t)rng_below(&rng, 3 * DAY);
		}
		/* steadily listed, three looks make it count; steadily clean, three end it */
		for (int i = 0; i < 6; i++) {
			struct heard h = job(now + i * 300);
			struct heard_hit hit = hit_of(false);

			hear(w, &h, i < 3 ? &hit : NULL);
			if (i == 2)
				assert_true(listing_counts(&w->l[w->n - 1]));
		}
		assert_int_equal(w->l[w->n - 1].state, LISTING_ENDED);
	}
	free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_answer_to_every_state),
		cmocka_unit_test(a_whole_life_and_its_times),
		cmocka_unit_test(within_a_day_it_is_the_same),
		cmocka_unit_test(asked_again_as_its_ttl_says),
		cmocka_unit_test(looked_after_for_a_fortnight),
		cmocka_unit_test(long_jobs_are_apart_between_them),
		cmocka_unit_test(other_codes_are_news_other_words_are_not),
		cmocka_unit_test(what_does_not_count_is_not_recoded),
		cmocka_unit_test(a_clock_set_back_delays_by_no_more_than_a_look),
		cmocka_unit_test(words_come_back),
		cmocka_unit_test(random_days_against_the_whole_past),
		cmocka_unit_test(nothing_is_lost_doubled_early_or_late),
		cmocka_unit_test(clocks_may_jump),
	};

	return cmocka_run_group_tests_name("model/listing", tests, NULL, NULL);
}
