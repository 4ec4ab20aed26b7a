/* One list on its way through a round; sweep/round drives it with what the engine wants and
 * tells. Private to the round. */
#pragma once

#include "base/rng.h"
#include "model/breaker.h"
#include "sweep/engine.h"
#include "sweep/facts.h"
#include "sweep/round.h"

struct copy;
struct lane;
struct loop_timer;
struct purse;

/* What all lanes of a round share; `ended` is called from the loop, once per lane. */
struct lane_bench {
	const struct round_conf *conf;
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

/* One of its name servers. */
struct lane_server {
	struct endpoint at;
	struct gate gate;
	bool good;      /* passed every check so far */
	bool absent;    /* no way leads there from here */
	bool pointless; /* without test points from the first check on: its listings must prove
			 * that it holds data at all */
	uint64_t clean; /* answers that count only if it passes the closing check */
};

struct lane {
	struct lane_bench *bench;
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
	uint64_t *missed; /* bits of steps that nobody answered; NULL: none */
	uint64_t n_missed;
	uint64_t ahead; /* of them, those that this pass has not asked yet */
	bool probed;    /* in this pass: one question, to learn whether a lost zone lives again */
	struct breaker breaker;
	size_t hits_cap;
	unsigned paid;    /* of the next question's price, so far */
	uint64_t prepaid; /* questions of the closing check, taken from the purse before */
	bool spent;       /* the budget did not last */
	bool no4, no6;    /* the checks showed that it lists no such addresses */
	bool recurse;     /* its servers were given by hand and may be resolvers */
};

/* ERR_INPUT: the list's zone is no name. */
NODISCARD int lane_new(struct lane_bench *bench, const struct list *list, struct lane **out,
		       struct err *err);
void lane_free(struct lane *lane);

/* Its name servers are known: given by hand, or found (n 0: not; `why` says why). */
void lane_servers(struct lane *lane, const struct endpoint *server, size_t n, const char *why);

/* The time set with lane->timer has come. */
void lane_tick(void *lane);

/* The engine wants a question for `zone`. */
bool lane_next(struct lane *lane, unsigned zone, struct ask *out);

/* A question has ended. */
void lane_done(struct lane *lane, const struct ask *q, const struct told *t);

/* Looks up the next `most` steps in a local copy (lane_copy.c); at the end the lane ends. */
void lane_look_up(struct lane *lane, const struct copy *copy, size_t most);

/* It has ended: `ended` is called, from the loop. */
void lane_end(struct lane *lane);

/* The parts below are lane_tally.c's: what the answers add up to. */

/* The network steps of this list: bits of IPv4 and IPv6, 0 where it does not list them. */
struct target_walk lane_walk(const struct lane *lane);
void lane_plan(struct lane *lane); /* counts the steps, begins the walk */

/* An answer about one step; `server` is an index into lane->server, or servers for none. */
void lane_count(struct lane *lane, const struct ask *q, const struct answer *a, size_t server);

/* Takes back what servers said that are not good any more: it becomes unknown. */
void lane_void(struct lane *lane);

/* What the checks say together, in out.health and out.why. */
void lane_judge(struct lane *lane);
