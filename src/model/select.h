/* Which lists are asked, which are not and why not, and how long a round takes. */
#pragma once

#include "model/budget.h"
#include "model/list.h"

#define SELECT_TEXT_MAX 400 /* octets of select_text with its NUL */

enum select_why {
	SELECT_ASKED,
	SELECT_COPY,     /* looked up in a local copy, costs no question */
	SELECT_DEAD,     /* refused whatever the wish */
	SELECT_OFF,      /* our operator switched it off */
	SELECT_KEY,      /* needs a key that is not configured */
	SELECT_TERMS,    /* terms do not allow it, or nobody said that they are fulfilled */
	SELECT_UNPROVEN, /* facts from hearsay and its health check not yet long enough good */
	SELECT_SIBLING,  /* another list that is asked contains it */
	SELECT_SUBJECT,  /* lists names, and there are none to ask about; or the reverse */
	SELECT_FAMILY,   /* does not list what we have (IPv4, IPv6) */
	SELECT_UNNAMED,  /* others were named */
};

/* What is to be asked about. */
struct select_wish {
	uint64_t v4_each, v4_24s; /* IPv4 addresses, and /24s that they lie in */
	uint64_t v6_64s;          /* IPv6 /64s */
	uint64_t names;
	const struct str *named; /* zones asked for by name; these only, if there are any */
	size_t n_named;
};

struct choice {
	const struct list *list;
	enum select_why why;
	bool by_name;            /* named by the user: terms and proof were his to weigh */
	bool proven;             /* in: its health check was good for 24 hours */
	const struct list *over; /* SELECT_SIBLING: the list that contains it */
	uint64_t questions;      /* of a full round */
	struct span takes;       /* of a full round, at the operator's budget for all his lists */
};

/* Fills `why`, `questions` and `takes` of `n` choices whose `list` and `proven` are set. */
void select_lists(struct choice *c, size_t n, const struct select_wish *wish);

bool select_asked(const struct choice *c); /* over the wire or in a copy */

/* Questions that a full round of one list takes. */
uint64_t select_questions(const struct list *l, const struct select_wish *wish);

const char *select_why_name(enum select_why why); /* one word, for JSON */

/* A sentence for a person: why not, or a hint such as a free copy; room for
 * SELECT_TEXT_MAX; returns it. */
const char *select_text(const struct choice *c, char *text);
