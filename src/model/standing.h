/* A list's standing over time: may it be asked, is it believed, is its first round over.
 *
 * Learns from what jobs have heard. Failures make it be asked more seldom, up to a limit. A
 * list that suddenly names very many of our addresses is held until a person resumes it.
 */
#pragma once

#include "model/heard.h"

#define STANDING_PROVE SPAN_S(86400)     /* good for so long: proven */
#define STANDING_RETRY SPAN_S(900)       /* after a first failure; doubled for each more */
#define STANDING_RETRY_MAX SPAN_S(21600) /* 6 h */
#define STANDING_HELD_NEW 50             /* newly named within STANDING_WINDOW: held */
#define STANDING_HELD_PERCENT 1          /* or so much of the estate, if it is */
#define STANDING_HELD_LEAST 5            /* at least so many */
#define STANDING_WINDOW SPAN_S(86400)

struct standing {
	struct str zone;
	enum heard_health health; /* of the last job */
	struct str why;
	bool asked;               /* there was a job */
	struct instant since;     /* of `health` being good, or being not */
	struct instant last;      /* end of the last job */
	struct instant last_good; /* WHEN_EVER: never yet */
	struct instant proving;   /* good without a break since; WHEN_NEVER: not now */
	struct instant retry;     /* not to be asked before, after failures; WHEN_EVER: at once */
	uint32_t failures;        /* in a row */
	struct instant baseline;  /* when its first complete round ended; WHEN_NEVER: not yet */
	bool held;
	struct instant held_since;
	struct instant window; /* when the counting of `named` began */
	uint32_t named;        /* new listings since then, outside the baseline */
	uint32_t keep_s;       /* shortest negative TTL it told; 0: none */
	uint32_t serial;       /* last seen */
	uint32_t check_cost;   /* questions of both health checks, as the last job that told
				* spent; 0: not known */
};

struct standing standing_new(struct str zone);

enum standing_change {
	STANDING_SAME,
	STANDING_FAILED,    /* was good or never asked, is not good */
	STANDING_RECOVERED, /* was not, is good */
	STANDING_HELD,      /* this job made it so */
};

/* Takes a job's word for the health (a spent grant leaves it as good or bad as it was), and
 * how many of its hits were new (not known as listings before, baseline not over: they do not
 * count). `estate`: how many steps the whole of our space has for this list. */
enum standing_change standing_hear(struct standing *s, const struct heard *h, uint32_t new_hits,
				   uint64_t estate);

/* Good in every job of STANDING_PROVE or longer, up to the last of them. */
bool standing_is_proven(const struct standing *s, struct instant now);

/* A person has looked: it counts again. */
void standing_resume(struct standing *s, struct instant now);

const char *standing_change_name(enum standing_change c); /* "same", "failed", ... */
