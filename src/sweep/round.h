/* One round: every list asked about every address, between two health checks.
 *
 * A list goes through its stages on its own: its name servers are found, each of them is
 * checked, the addresses are asked, listings are looked at again (the reason, a second
 * server), the servers are checked once more. What a server said that fails the closing
 * check is void: it counts as unknown, neither listed nor clean. A list that falls silent is
 * given time to come back and is then given up, the rest of it unknown.
 */
#pragma once

#include "base/arena.h"
#include "model/answer.h"
#include "model/gate.h"
#include "model/list.h"
#include "sweep/target.h"

#define ROUND_SERVERS_MAX 4       /* name servers used per list, each of them checked twice */
#define ROUND_HITS_MAX (1u << 20) /* listings kept per list; more are a broken list */
#define ROUND_WHY_MAX 256         /* octets of a sentence with its NUL */

struct copy;
struct endpoint;
struct ledger;
struct loop;
struct round;

/* Unknown for a reason of answer.h, because the list failed its health check, or because its
 * operator's budget was spent. */
enum { ROUND_WHY_BROKEN = WHY_COUNT, ROUND_WHY_BUDGET, ROUND_WHY_COUNT };

const char *round_why_name(unsigned why);

enum round_health {
	ROUND_OK,
	ROUND_PARTIAL, /* some of its servers failed a check; what they said is void. Of a copy:
			* it holds no data of some of what was asked */
	ROUND_BROKEN,
	ROUND_REFUSED,
	ROUND_SILENT,
	ROUND_LOST,  /* no name servers found */
	ROUND_SPENT, /* the operator's budget did not last */
};

const char *round_health_name(enum round_health h);

/* A listing. `ip` was asked; `about` is all it speaks of: the same, the network that a list
 * of networks means, the /64 of IPv6. Of a list of names both are empty and `name` is set. */
struct round_hit {
	struct ip ip;
	struct range about;
	struct str name;
	uint32_t ttl;
	uint32_t serial; /* of the zone when it was last checked; 0: not known */
	uint8_t severity;
	uint8_t server, confirmed_by, reason_by; /* numbers of servers, the round's own */
	bool confirmed; /* a second server, or a second question, said the same */
	bool policy;
	enum list_kind kind;
	struct answer_code *code;
	size_t codes;
	struct str reason; /* TXT; p NULL if there is none */
	struct str at;     /* the server that said so; p NULL for a copy */
};

struct round_list {
	const struct list *list;
	enum round_health health;
	char why[ROUND_WHY_MAX]; /* empty when all is well */
	bool local;              /* a local copy was asked */
	uint32_t serial;
	uint64_t asked, clean, listed; /* of the addresses and networks */
	uint64_t unknown[ROUND_WHY_COUNT];
	uint64_t lost; /* of the unknown: unanswered after all tries */
	struct round_hit *hit;
	size_t hits;
};

struct round_conf {
	struct loop *loop;
	const struct target *target;
	const struct str *name; /* for lists of names; each one parses as a DNS name */
	size_t names;
	const struct endpoint *resolver; /* whom to ask for name servers */
	size_t resolvers;
	unsigned window;       /* questions outstanding per server; 0: the default */
	unsigned rate;         /* questions per second over all; 0: as the lists allow */
	struct ledger *ledger; /* of the operators' budgets; NULL: no budgets */
	uint64_t seed;         /* of the controls that are drawn by chance */
};

struct round_progress {
	uint64_t done, all; /* questions about addresses */
	uint64_t listed;    /* not yet confirmed */
	size_t lists_done, lists;
};

struct round_totals {
	uint64_t questions; /* asked over the wire, controls included */
	uint64_t retried;   /* packets sent again */
	uint64_t ignored;   /* packets that answered nothing we had asked */
	/* questions spared by copies, by lists of networks, by lists that contain others (set by
	 * who chose the lists) */
	uint64_t saved_copy, saved_range, saved_sibling;
};

typedef void round_done_fn(void *ctx, const struct round_list *list);

struct round *round_new(const struct round_conf *conf, round_done_fn *list_done, void *ctx);
void round_free(struct round *r);

/* A list to ask; at these servers if n is not 0, else at those that our operator named for it,
 * else at its own. All that is passed
 * outlives the round. ERR_INPUT: its zone is no name. */
NODISCARD int round_add(struct round *r, const struct list *list, const struct endpoint *server,
			size_t n, struct err *err);

/* A list to look up in a local copy. */
NODISCARD int round_add_copy(struct round *r, const struct list *list, const struct copy *copy,
			     struct err *err);

/* A list whose copy cannot be had: it ends as lost, for this reason, and is not asked. */
NODISCARD int round_add_lost(struct round *r, const struct list *list, const char *why,
			     struct err *err);

/* Begins; list_done is called once per list, from the loop, and the loop is stopped after
 * the last. */
void round_start(struct round *r);
bool round_ended(const struct round *r);

struct round_progress round_progress(const struct round *r);
struct round_totals round_totals(const struct round *r);
