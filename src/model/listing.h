/* The life of a listing: what a list says about one address, network or name over time.
 *
 *	SEEN --again or second server--> OPEN --clean--> FADING --clean--> ENDED
 *	  \--clean--> DROPPED              ^--listed--'         ENDED --listed within a day--> OPEN
 *
 * Only answers of a list that passed its health checks come in here; silence never does. "Again"
 * and the second "clean" count when their job began at least `apart` after that of the first one
 * ended, which is what `next` says meanwhile; all else happens at the end of its job. The
 * beginning is when it was first seen, the end when it was first found clean. A clock that was
 * set back makes nothing happen earlier than it has: always since <= last <= until. A local
 * copy's word needs no second one.
 */
#pragma once

#include "model/heard.h"

#define LISTING_APART SPAN_S(300)         /* between a first and a second answer */
#define LISTING_SAME SPAN_S(86400)        /* returned so soon it is the same listing */
#define LISTING_RECHECK SPAN_S(3600)      /* an open one is asked again, unless its TTL is longer */
#define LISTING_RECHECK_MAX SPAN_S(86400) /* whatever its TTL */
#define LISTING_REMEMBER SPAN_S(14 * 86400) /* so long an ended one is looked after */
#define LISTING_AFTERCARE SPAN_S(6 * 3600)  /* how often */

enum listing_state {
	LISTING_SEEN,   /* once; does not count yet */
	LISTING_OPEN,   /* it counts */
	LISTING_FADING, /* was found clean once; still counts */
	LISTING_ENDED,
	LISTING_DROPPED, /* never counted: the second look found nothing */
	LISTING_STATES,
};

struct listing {
	int64_t id; /* the store's; 0: not stored yet */
	struct str zone;
	struct range about; /* empty: a name */
	struct str name;
	enum listing_state state;
	struct instant since;     /* first seen: the beginning once it counts */
	struct instant confirmed; /* since when we know; WHEN_NEVER: not yet */
	struct instant last;      /* last said to be listed */
	struct instant clean;     /* first clean answer after `last`; WHEN_NEVER: none */
	struct instant until;     /* WHEN_NEVER while it goes on */
	struct instant next;      /* to be asked again not before; WHEN_NEVER: in the walk only */
	uint32_t code[HEARD_CODES_MAX];
	unsigned codes;
	struct str meaning, reason, server;
	uint8_t severity;
	enum list_kind kind;
	bool policy;
	uint32_t serial;  /* of the zone when it was last said: how old the data is */
	uint32_t returns; /* how often it ended and came back within LISTING_SAME */
	bool baseline;    /* found in the list's first complete round: no news */
	bool held;        /* said by a list that is held: does not count until it is resumed */
};

enum listing_change {
	LISTING_NOTHING,  /* nothing a person would want to know */
	LISTING_APPEARED, /* seen for the first time */
	LISTING_BEGAN,    /* counts from now on */
	LISTING_RETURNED, /* counts again, as the same listing */
	LISTING_RECODED,  /* other codes than before */
	LISTING_FADED,    /* clean once */
	LISTING_LIVES,    /* listed after all, after one clean answer */
	LISTING_ENDED_NOW,
	LISTING_VANISHED, /* was seen once only */
	LISTING_CHANGES,
};

struct listing_rules {
	struct span apart, same, recheck; /* zero: as above */
};

/* A listing that was not known before. Its state is SEEN, or OPEN if hit->second or h->local.
 * `change` is APPEARED or BEGAN. Views of `hit` are kept as views. `baseline` and `held` are the
 * caller's. */
struct listing listing_first(const struct heard *h, const struct heard_hit *hit,
			     const struct listing_rules *rules, enum listing_change *change);

/* The list says so (again). The listing may be in any state; an ENDED one too long ago, or a
 * DROPPED one, is not to be passed here: it is a new listing (listing_is_over). */
enum listing_change listing_listed(struct listing *l, const struct heard *h,
				   const struct heard_hit *hit, const struct listing_rules *rules);

/* The list says it is clean. */
enum listing_change listing_clean(struct listing *l, const struct heard *h,
				  const struct listing_rules *rules);

/* Whether being listed at `now` would be another listing. */
bool listing_is_over(const struct listing *l, struct instant now,
		     const struct listing_rules *rules);

/* OPEN or FADING, and not held. */
bool listing_counts(const struct listing *l);

const char *listing_state_name(enum listing_state s);   /* "seen", "open", ... */
const char *listing_change_name(enum listing_change c); /* "appeared", "began", ... */
bool listing_state_parse(struct str text, enum listing_state *out);
