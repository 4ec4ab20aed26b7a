/* Putting what is known about an address into a sentence. */
#include "model/fitness.h"

#include "model/harm.h"

#include <stdio.h>

struct seen {
	size_t hurts, others, held;
	size_t first;  /* of those that hurt, the oldest */
	size_t latest; /* of those that ended, the youngest */
	bool ended, rests;
};

static bool is_now(const struct listing *l)
{
	return l->kind != LIST_WHITE && l->kind != LIST_NEUTRAL && listing_counts(l);
}

static void see_ended(const struct fitness_facts *f, size_t i, struct seen *s)
{
	const struct listing *l = &f->listing[i];

	if (l->kind == LIST_WHITE || l->kind == LIST_NEUTRAL || l->held)
		return;
	if (!s->ended || instant_cmp(l->until, f->listing[s->latest].until) > 0)
		s->latest = i;
	s->ended = true;
	if (harm_is_grave(l) && instant_since(f->now, l->until).us < FITNESS_REST.us)
		s->rests = true;
}

static struct seen see(const struct fitness_facts *f)
{
	struct seen s = { 0 };

	for (size_t i = 0; i < f->listings; i++) {
		const struct listing *l = &f->listing[i];

		if (l->state == LISTING_ENDED)
			see_ended(f, i, &s);
		else if (l->held && l->state != LISTING_DROPPED)
			s.held++;
		else if (is_now(l) && !harm_is_grave(l))
			s.others++;
		else if (is_now(l)) {
			if (s.hurts++ == 0 || instant_cmp(l->since, f->listing[s.first].since) < 0)
				s.first = i;
		}
	}
	return s;
}

static void say_whose(const struct fitness_facts *f, size_t i, struct buf *out)
{
	const struct fitness_whose *w = &f->whose[i];

	if (!w->known)
		buf_add(out, STR("nobody knows in whose time"));
	else if (w->customer.n)
		buf_fmt(out, "in the time of customer %.*s", STR_ARG(w->customer));
	else
		buf_add(out, STR("when nobody held it"));
}

static void say_now(const struct fitness_facts *f, const struct seen *s, struct buf *out)
{
	char text[WHEN_TEXT_MAX + 1];

	if (s->hurts > 0) {
		const struct listing *l = &f->listing[s->first];

		buf_fmt(out, "listed now on %zu list%s that hurt%s, since %s%s (%.*s), ", s->hurts,
			s->hurts == 1 ? "" : "s", s->hurts == 1 ? "s" : "",
			l->baseline ? "before " : "", instant_text(l->since, text),
			STR_ARG(l->zone));
		say_whose(f, s->first, out);
	}
	if (s->hurts > 0 && s->others > 0)
		buf_fmt(out, ", and on %zu more that %s not", s->others,
			s->others == 1 ? "does" : "do");
	else if (s->others > 0)
		buf_fmt(out, "listed now on %zu list%s", s->others,
			s->others == 1 ? ", which does not hurt" : "s, none of which hurts");
	if (s->hurts + s->others == 0)
		buf_add(out, STR("not listed now"));
	if (s->held > 0)
		buf_fmt(out, "; %zu listing%s held back, as the list names suspiciously many",
			s->held, s->held == 1 ? "" : "s");
}

static void say_before(const struct fitness_facts *f, const struct seen *s, struct buf *out)
{
	char text[WHEN_TEXT_MAX + 1];

	if (s->ended) {
		const struct listing *l = &f->listing[s->latest];

		buf_fmt(out, "; last listed until %s (%.*s), begun ", instant_text(l->until, text),
			STR_ARG(l->zone));
		say_whose(f, s->latest, out);
	} else {
		buf_add(out, s->hurts + s->others ? STR("; no listing before that we know of")
						  : STR("; never listed that we know of"));
	}
	if (f->unknown > 0)
		buf_fmt(out, "; %zu list%s know%s nothing about it", f->unknown,
			f->unknown == 1 ? "" : "s", f->unknown == 1 ? "s" : "");
}

/* What the address is taken for; NULL: nothing. */
static const char *common_use(enum use use)
{
	switch (use) {
	case USE_SHARED:
		return "many customers share it";
	case USE_GATEWAY:
		return "it is a gateway";
	case USE_NAT:
		return "it is part of a NAT pool";
	case USE_INFRA:
		return "it is infrastructure";
	case USE_UNSTATED:
	case USE_SINGLE:
	case USE_FREE:
	case USE_COUNT:
		break;
	}
	return NULL;
}

static bool say_reason(struct buf *out, bool any, const char *reason)
{
	buf_fmt(out, "%s%s", any ? " and " : "no, because ", reason);
	return true;
}

bool fitness_judge(const struct fitness_facts *f, struct buf *out)
{
	const struct seen s = see(f);
	const char *common = common_use(f->use);
	char held[64 + INV_NAME_MAX];
	bool no = false;

	say_now(f, &s, out);
	say_before(f, &s, out);
	buf_add(out, STR("; fit to hand out: "));
	if (common) {
		no = say_reason(out, no, common);
	} else if (f->kind == HOLDER_HELD) {
		snprintf(held, sizeof(held), "customer %.*s holds it", STR_ARG(f->holder));
		no = say_reason(out, no, held);
	}
	if (s.hurts > 0)
		no = say_reason(out, no, "it is listed where that hurts");
	else if (s.rests)
		no = say_reason(out, no, "what hurt it ended less than 30 days ago");
	if (!no)
		buf_add(out, STR("yes"));
	return !no;
}
