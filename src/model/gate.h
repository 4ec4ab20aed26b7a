/* The health check of a list: which control questions to ask, what their answers say.
 *
 * Asked before and after a sweep, of each server. What a list said between two checks
 * counts only if both were good.
 */
#pragma once

#include "base/rng.h"
#include "model/answer.h"

#define GATE_ASKS_MAX 24
#define GATE_NAME_MAX 64
#define GATE_WHY_MAX 200 /* octets of the sentence with its NUL */

enum gate_role {
	GATE_SOA,     /* the zone's own SOA */
	GATE_LISTED,  /* a test point that must be listed */
	GATE_CLEAN,   /* a test point that must not */
	GATE_RANDOM,  /* an address that nobody chose: block lists rarely name it */
	GATE_NOTHING, /* a random label: no list can name it, only a wildcard */
};

struct gate_ask {
	enum gate_role role;
	struct ip ip;             /* len 0: the name is asked */
	char name[GATE_NAME_MAX]; /* below the zone; "": the zone itself */
	uint32_t want;            /* code that the test point must be given; 0: any */
	bool told;
};

enum gate_state {
	GATE_WAITING, /* not all is told yet */
	GATE_OK,
	GATE_SILENT,  /* it does not answer, or not always */
	GATE_BROKEN,  /* it answers, and wrongly: nothing it says counts */
	GATE_REFUSED, /* it does not serve us */
};

struct gate {
	const struct list *list;
	size_t n;
	struct gate_ask ask[GATE_ASKS_MAX];
	size_t told;
	unsigned randoms, named;   /* random addresses asked; of them, said to be listed */
	unsigned points4, points6; /* test points of a family that were listed as they must */
	uint32_t serial;           /* of the SOA; 0: none seen */
	bool pointless;            /* set by gate_state: nothing is wrong but that no test point of
				    * a zone that nobody described is listed */
	enum gate_state worst;     /* so far */
	char why[GATE_WHY_MAX];    /* of the worst */
};

/* Draws up the questions. `own`: addresses of ours that were clean last time, may be none. */
void gate_plan(struct gate *g, const struct list *l, struct rng *rng, struct ip own);

/* The reply to question `i`. */
void gate_told(struct gate *g, size_t i, const struct reply_facts *f);

/* What the answers say together; g->why has the sentence unless it is GATE_OK. */
enum gate_state gate_state(struct gate *g);

/* Whether it lists addresses of the family of `ip`, as far as its test points tell: false only
 * where either family's is enough and the other family's alone was listed. */
bool gate_serves(const struct gate *g, struct ip ip);

const char *gate_state_name(enum gate_state s); /* "ok", "broken", "refused", "silent" */

/* A list's standing over time. */
struct health {
	enum gate_state state;
	struct instant last_good; /* WHEN_EVER: never yet */
	struct instant since;     /* of the state */
	bool held;                /* by the breaker: only a person ends it */
};

struct health health_new(void);

/* Takes the result of a check. True if what the list said after `last_good` (as it was before
 * the call) is void. */
bool health_check(struct health *h, enum gate_state s, struct instant now);
bool health_may_ask(const struct health *h);
