/* Choosing lists: every reason against one is looked for in a fixed order, the hardest first. */
#include "model/select.h"

#include <stdio.h>

enum { CHAIN_MAX = 8 }; /* "part of" followed so far */

static bool is_named(const struct list *l, const struct select_wish *wish)
{
	for (size_t i = 0; i < wish->n_named; i++)
		if (str_eq_nocase(wish->named[i], l->zone))
			return true;
	return false;
}

static bool has_subject(const struct list *l, const struct select_wish *wish)
{
	if (l->subject == LIST_NAMES)
		return wish->names != 0;
	return wish->v4_each || wish->v6_64s;
}

static bool terms_allow(const struct choice *c)
{
	switch (c->list->terms) {
	case LIST_FREE:
	case LIST_BY_KEY:
		return true;
	case LIST_NON_COMMERCIAL:
	case LIST_REGISTERED:
		return c->list->accepted || c->by_name;
	case LIST_BY_CONTRACT:
		return c->list->accepted;
	}
	return false;
}

static enum select_why judge(const struct choice *c, const struct select_wish *wish)
{
	const struct list *l = c->list;

	if (wish->n_named && !c->by_name)
		return SELECT_UNNAMED;
	if (list_is_dead(l))
		return SELECT_DEAD;
	if (l->off && !c->by_name)
		return SELECT_OFF;
	if (!has_subject(l, wish))
		return SELECT_SUBJECT;
	if (select_questions(l, wish) == 0)
		return SELECT_FAMILY;
	if (l->copy.n)
		return SELECT_COPY;
	if (l->terms == LIST_BY_KEY && l->key.n == 0)
		return SELECT_KEY;
	if (!terms_allow(c))
		return SELECT_TERMS;
	if (l->evidence != LIST_SEEN && !c->proven && !c->by_name)
		return SELECT_UNPROVEN;
	return SELECT_ASKED;
}

static const struct choice *choice_of(const struct choice *c, size_t n, struct str zone)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq_nocase(c[i].list->zone, zone))
			return &c[i];
	return NULL;
}

/* The nearest list above `c` that is asked. */
static const struct list *asked_above(const struct choice *all, size_t n, const struct choice *c)
{
	for (int i = 0; i < CHAIN_MAX && c && c->list->part_of.n; i++) {
		c = choice_of(all, n, c->list->part_of);
		if (c && select_asked(c))
			return c->list;
	}
	return NULL;
}

/* All of an operator's lists share his budget. */
static uint64_t operator_questions(const struct choice *c, size_t n, struct str operator)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		if (c[i].why == SELECT_ASKED && str_eq(c[i].list->operator, operator))
			sum += c[i].questions;
	return sum;
}

void select_lists(struct choice *c, size_t n, const struct select_wish *wish)
{
	for (size_t i = 0; i < n; i++) {
		c[i].by_name = is_named(c[i].list, wish);
		c[i].questions = select_questions(c[i].list, wish);
		c[i].why = judge(&c[i], wish);
	}
	for (size_t i = 0; i < n; i++) {
		if (!select_asked(&c[i]) || c[i].by_name)
			continue;
		c[i].over = asked_above(c, n, &c[i]);
		if (c[i].over)
			c[i].why = SELECT_SIBLING;
	}
	for (size_t i = 0; i < n; i++) {
		c[i].takes = SPAN_S(0);
		if (c[i].why == SELECT_ASKED)
			c[i].takes = budget_takes(&c[i].list->budget,
						  operator_questions(c, n, c[i].list->operator));
	}
}

bool select_asked(const struct choice *c)
{
	return c->why == SELECT_ASKED || c->why == SELECT_COPY;
}

uint64_t select_questions(const struct list *l, const struct select_wish *wish)
{
	uint64_t n = 0;

	if (l->subject == LIST_NAMES)
		return wish->names;
	if (l->v4)
		n += l->unit == LIST_EACH ? wish->v4_each : wish->v4_24s;
	if (l->v6)
		n += wish->v6_64s;
	return n;
}

const char *select_why_name(enum select_why why)
{
	switch (why) {
	case SELECT_ASKED:
		return "asked";
	case SELECT_COPY:
		return "copy";
	case SELECT_DEAD:
		return "dead";
	case SELECT_OFF:
		return "off";
	case SELECT_KEY:
		return "no-key";
	case SELECT_TERMS:
		return "terms";
	case SELECT_UNPROVEN:
		return "unproven";
	case SELECT_SIBLING:
		return "sibling";
	case SELECT_SUBJECT:
		return "subject";
	case SELECT_FAMILY:
		return "family";
	case SELECT_UNNAMED:
		return "unnamed";
	}
	return "unknown";
}

static const char *terms_text(enum list_terms t)
{
	switch (t) {
	case LIST_FREE:
		return "free";
	case LIST_NON_COMMERCIAL:
		return "its terms exclude commercial use without a contract";
	case LIST_REGISTERED:
		return "the asking address must be registered with the operator first";
	case LIST_BY_KEY:
		return "needs a key";
	case LIST_BY_CONTRACT:
		return "only by contract";
	}
	return "";
}

static const char *evidence_text(enum list_evidence e)
{
	return e == LIST_DISPUTED ? "sources disagree whether it lives"
				  : "what we know of it is from hearsay";
}

static void text_asked(const struct choice *c, char *text)
{
	const struct list *l = c->list;

	text[0] = '\0';
	if (l->bulk.n && l->bulk_free)
		snprintf(text, SELECT_TEXT_MAX, "a free copy would save all questions: %.*s",
			 STR_ARG(l->bulk));
}

const char *select_text(const struct choice *c, char *text)
{
	const struct list *l = c->list;
	int max = SELECT_TEXT_MAX;

	switch (c->why) {
	case SELECT_ASKED:
		text_asked(c, text);
		break;
	case SELECT_COPY:
		snprintf(text, max, "looked up in the copy %.*s", STR_ARG(l->copy));
		break;
	case SELECT_DEAD:
		snprintf(text, max, "dead%s%.*s: %.*s", l->dead_since.n ? " since " : "",
			 STR_ARG(l->dead_since), STR_ARG(l->dead_why));
		break;
	case SELECT_OFF:
		snprintf(text, max, "switched off in the configuration");
		break;
	case SELECT_KEY:
		snprintf(text, max, "needs a key, and none is configured%s%.*s",
			 l->terms_text.n ? ": " : "", STR_ARG(l->terms_text));
		break;
	case SELECT_TERMS:
		snprintf(text, max, "%s%s%.*s", terms_text(l->terms), l->terms_text.n ? ": " : "",
			 STR_ARG(l->terms_text));
		break;
	case SELECT_UNPROVEN:
		snprintf(text, max,
			 "not yet proven: %s; asked when named, or once its health check was "
			 "good for 24 hours",
			 evidence_text(l->evidence));
		break;
	case SELECT_SIBLING:
		snprintf(text, max, "contained in %.*s, which is asked", STR_ARG(c->over->zone));
		break;
	case SELECT_SUBJECT:
		snprintf(text, max,
			 l->subject == LIST_NAMES ? "lists names, not addresses"
						  : "lists addresses, not names");
		break;
	case SELECT_FAMILY:
		snprintf(text, max, "lists no %s addresses", l->v4 ? "IPv6" : "IPv4");
		break;
	case SELECT_UNNAMED:
		snprintf(text, max, "other lists were named");
		break;
	}
	return text;
}
