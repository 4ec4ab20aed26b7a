/* What to ask next: which list of an operator, about what, with how many questions.
 *
 * Three things make a list due: single listings whose next question has come, walks over the
 * classes of the estate, and, for a list not yet proven, its health check alone. Of the walks the
 * one that is latest in proportion to its period goes first, so that under a budget that does
 * not suffice all are stretched alike. Jobs of one list keep a distance, so that their health
 * checks take no more than a share of the budget.
 */
#pragma once

#include "model/budget.h"
#include "model/estate.h"
#include "model/listing.h"
#include "model/standing.h"

#define AGENDA_CHECK_PERCENT 10 /* of a budget that health checks may take */
#define AGENDA_GAP SPAN_S(900)  /* between two jobs of a list, at least */
#define AGENDA_GAP_MAX SPAN_S(86400)
#define AGENDA_JOB SPAN_S(300)          /* how long a job may take at the operator's pace */
#define AGENDA_JOB_STEPS 20000          /* and how many steps it may have */
#define AGENDA_JOB_NAMES 500            /* or names */
#define AGENDA_STEPS_LEAST 500          /* fewer are not worth a job, if there are more */
#define AGENDA_SINGLES 500              /* single listings looked at in one job */
#define AGENDA_QUESTIONS_MAX 100000     /* of one job */
#define AGENDA_CHECK_COST 192           /* both health checks, while it is not known */
#define AGENDA_CHECK_EVERY SPAN_S(3600) /* of a list that is not proven */
#define AGENDA_AHEAD 4 /* single listings go before walks that are not so many periods late */

/* The walks of a list: the classes of addresses, and names. */
enum agenda_walk_id { AGENDA_NAMES = ESTATE_CLASSES, AGENDA_WALKS };

struct agenda_walk {
	struct ip cursor;     /* last address asked in this walk; len 0: none yet. Of names: how
			       * many, as agenda_names_cursor() makes it */
	struct instant begun; /* of the walk that goes on; WHEN_NEVER: none does */
	struct instant due;   /* of the next one, while none goes on; WHEN_EVER: at once */
	uint32_t walks;       /* completed */
};

struct agenda_list {
	const struct list *list;
	struct standing *standing;
	bool check_only; /* not proven yet: its health only */
	bool local;      /* looked up in a copy: costs nothing */
	struct agenda_walk walk[AGENDA_WALKS];
	uint64_t steps[AGENDA_WALKS]; /* of a whole walk; 0: nothing to walk */
	uint64_t done[AGENDA_WALKS];  /* of them, by the walk that goes on (estate_steps_to) */
	struct instant single;        /* when the first of its single listings is due; WHEN_NEVER */
	struct instant last;          /* when its last job was sent; WHEN_EVER: never */
};

struct agenda_rules {
	struct span period[AGENDA_WALKS]; /* of a walk; zero: the default of that class */
	struct span gap;                  /* between two jobs of a list; zero: AGENDA_GAP */
	struct span recheck;              /* of open listings; zero: LISTING_RECHECK */
};

enum agenda_what { AGENDA_NOTHING, AGENDA_CHECK, AGENDA_SINGLE, AGENDA_WALK };

struct agenda_pick {
	enum agenda_what what;
	size_t list;         /* index */
	unsigned walk;       /* of AGENDA_WALK; singles that are due go along in any job */
	uint64_t steps;      /* at most */
	uint32_t singles;    /* that may go along, at most */
	uint32_t questions;  /* to be granted: checks, steps, second looks and retries */
	struct instant when; /* of AGENDA_NOTHING: not before */
};

/* What to do at `now` for one operator, of whose budget `left` may be spent now: of what is left
 * of his day and month as much as budget_even() says, so that it lasts. UINT32_MAX: no limit. */
struct agenda_pick agenda_next(const struct agenda_list *list, size_t n, uint32_t left,
			       const struct agenda_rules *rules, struct instant now);

/* The job of a walk was heard: the walk has come to `cursor`, or, len 0, ended. A job that failed
 * moves nothing and is not to be noted here, nor one that has spent its grant before it was
 * through: the next one will be smaller. */
void agenda_walked(struct agenda_list *l, unsigned walk, struct ip cursor,
		   const struct agenda_rules *rules, struct instant now);

/* Open listings that will be due within this time go along in any job: a job of their own would
 * have health checks of its own. */
struct span agenda_soon(const struct agenda_rules *rules);

/* Never sooner than the list's negative TTL. */
struct span agenda_period(const struct agenda_list *l, unsigned walk,
			  const struct agenda_rules *rules);

/* Whether the first complete round is over: every walk that has steps was completed. */
bool agenda_baseline_over(const struct agenda_list *l);

/* How far a walk over the names has come. */
struct ip agenda_names_cursor(uint64_t names);
uint64_t agenda_names_done(struct ip cursor);

/* "mail", "changed", "rest", "names". */
const char *agenda_walk_name(unsigned walk);
