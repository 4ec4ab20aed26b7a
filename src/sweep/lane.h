/* One list on its way through a round; sweep/round drives it with what the engine wants and
 * tells. Private to the round.
 *
 * lane.c changes the stages, lane_ask.c has the questions of each and pays for them,
 * lane_hear.c takes the answers, lane_tally.c adds them up, lane_copy.c looks into a local
 * copy instead.
 */
#pragma once

#include "base/rng.h"
#include "model/breaker.h"
#include "model/gate.h"
#include "sweep/engine.h"
#include "sweep/facts.h"
#include "sweep/round.h"
#include "sweep/said.h"

#define LANE_PASSES 3 /* how often what nobody answers is asked */

struct copy;
struct lane;
struct loop_timer;
struct purse;

/* What all lanes of a round share; `ended` is called from the loop, once per lane. */
struct lane_bench {
	const struct round_conf *conf;
	const struct round_calls *calls;
	struct engine *engine;
	struct purse *purse;
	struct rng rng;
	struct arena arena; /* lives as long as the round */
	void (*ended)(void *ctx, struct lane *lane);
	void *ctx;
};

enum lane_stage {
	LANE_FINDING,  /* its name servers */
	LANE_CHECKING, /* each of them, before */
	LANE_ASKING,   /* about everything */
	LANE_PAUSING,  /* before asking once more what nobody answered */
	LANE_SIFTING,  /* checking again at once: it named very many */
	LANE_LOOKING,  /* at listings: the reason, a second opinion */
	LANE_RECHECKING,
	LANE_ENDED,
};

/* A question's tag: its kind in the upper octet, which one of these below. */
enum lane_tag { LANE_TAG_STEP = 1, LANE_TAG_GATE, LANE_TAG_TEXT, LANE_TAG_SECOND };

#define LANE_TAG_SHIFT 56
#define LANE_TAG_NUMBER ((UINT64_C(1) << LANE_TAG_SHIFT) - 1)

/* One of its name servers. */
struct lane_server {
	struct endpoint at;
	struct str text; /* `at` to be shown */
	struct gate gate;
	bool good;      /* passed every check so far */
	bool absent;    /* no way leads there from here */
	bool pointless; /* without test points from the first check on: its listings must prove
			 * that it holds data at all */
	uint32_t serial_before, serial_after;
};

struct lane {
	struct lane_bench *bench;
	const struct target *target;
	const struct round_spare *spare; /* NULL: nothing spares it */
	struct round_list out;
	struct dns_name apex;
	enum lane_stage stage;
	int zone;      /* the engine's number for all of its servers; -1: none yet */
	int good_zone; /* for those that passed; may be the same */
	struct lane_server *server;
	size_t servers, good; /* all, and those that passed the last check */
	size_t asked_servers; /* that good_zone asks */
	uint64_t pending;     /* outstanding questions */
	struct loop_timer *timer;

	size_t cursor, part; /* where the present stage stands */
	bool exhausted;      /* it has no more questions */
	struct target_walk walk;
	uint64_t step, steps;
	unsigned pass;
	struct said said;  /* about each step; word NULL: the asking has not begun */
	unsigned rest_why; /* then, in the end: why all of them are unknown */
	uint64_t n_missed; /* steps of this pass that nobody answered */
	uint64_t ahead;    /* steps that this pass has not asked yet, after the first one */
	bool probed; /* in this pass: one question, to learn whether a lost zone lives again */
	bool again;  /* what servers said that failed a check is asked elsewhere: once */
	struct breaker breaker; /* for refusals in disguise */
	bool baseline;
	size_t hits_cap;
	size_t reasons;   /* octets kept */
	unsigned paid;    /* of the next question's price, so far */
	uint64_t prepaid; /* packets of the closing check, taken from the purse before */
	bool spent;       /* the budget did not last */
	bool starved;     /* the process had no socket left */
	bool cut;         /* reasons were left out */
	bool no4, no6;    /* the checks showed that it lists no such addresses */
	bool recurse;     /* its servers were given by hand and may be resolvers */
};

/* ERR_INPUT: the list's zone is no name. */
NODISCARD int lane_new(struct lane_bench *bench, const struct round_seat *seat, struct lane **out,
		       struct err *err);
void lane_free(struct lane *lane);

/* Its name servers are known: given by hand, or found (n 0: not; `why` says why). */
void lane_servers(struct lane *lane, const struct endpoint *server, size_t n, const char *why);

/* The timer: the stage may be over, or the wait for the purse. */
void lane_tick(void *lane);
void lane_wake(struct lane *lane); /* soon */

/* It has ended: `ended` is called, from the loop. */
void lane_end(struct lane *lane);

/* lane_ask.c: the engine wants a question for `zone`; or a packet more for one. */
bool lane_next(struct lane *lane, unsigned zone, struct ask *out);
enum engine_again lane_again(struct lane *lane);
bool lane_starved(const struct lane *lane);                         /* nothing more can be paid */
size_t lane_server_of(const struct lane *lane, struct endpoint at); /* servers: none of them */

/* lane_hear.c: a question has ended. A reason is kept if there is room. */
void lane_done(struct lane *lane, const struct ask *q, const struct told *t);
void lane_reason(struct lane *lane, struct round_hit *h, struct str text);

/* lane_copy.c: looks up the next `most` steps; at the end the lane ends. */
void lane_look_up(struct lane *lane, const struct copy *copy, size_t most);

/* lane_tally.c */
struct target_walk lane_walk(const struct lane *lane); /* bits 0: lists no such addresses */
void lane_plan(struct lane *lane);                     /* counts the steps, begins the walk */
void lane_count(struct lane *lane, const struct ask *q, const struct answer *a, size_t server);
/* Takes back what servers said that are not good any more. Returns how many steps are void. */
uint64_t lane_void(struct lane *lane);
void lane_judge(struct lane *lane); /* all numbers, out.health and out.why */
void lane_each(const struct lane *lane, void (*tell)(void *, const struct round_step *), void *ctx);
