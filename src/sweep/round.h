/* One round: every list asked about every address, between two health checks.
 *
 * A list goes through its stages on its own: its name servers are found, each of them is
 * checked, the addresses are asked, listings are looked at again (the reason, a second
 * server), the servers are checked once more. What a server said that fails the closing
 * check is void: the servers that passed are asked once more in its place, and what then is
 * not known is unknown, neither listed nor clean. A list that falls silent is given time to
 * come back and is then given up, the rest of it unknown.
 */
#pragma once

#include "base/err.h"
#include "model/serial_walk.h"
#include "sweep/resolvers.h"
#include "sweep/round_list.h"
#include "sweep/target.h"

struct copy;
struct loop;
struct round;
struct till;

struct round_conf {
	struct loop *loop;
	const struct target *target; /* of all seats without one of their own */
	const struct str *name;      /* for lists of names; each one parses as a DNS name */
	size_t names;
	struct resolvers whom;   /* whom to ask for name servers, and where from all is asked */
	unsigned window;         /* questions outstanding per server; 0: the default */
	unsigned rate;           /* questions per second over all; 0: as the lists allow */
	const struct till *till; /* of the operators' budgets; NULL: no budgets */
	uint64_t seed;           /* of the controls that are drawn by chance */
};

struct round_calls {
	/* A list has ended; from the loop, once per list. */
	void (*list)(void *ctx, const struct round_list *list);
	/* After the last one. The round may be freed in here. May be NULL. */
	void (*ended)(void *ctx);
	/* Was this listed by the list when it was last asked? NULL: nothing was. */
	bool (*known)(void *ctx, const struct list *list, const struct round_hit *hit);
	void *ctx;
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

struct round *round_new(const struct round_conf *conf, const struct round_calls *calls);
void round_free(struct round *r);

/* If all servers that pass the opening check show these serials, the audit is asked instead of the
 * target. */
struct round_spare {
	const struct serial_word *word;
	size_t words;
	const struct target *audit;
};

/* A list of the round and where its answers come from: a local copy, these servers, those that our
 * operator named for it, or its own name servers. All that is passed, but `lost`, outlives the
 * round. */
struct round_seat {
	const struct list *list;
	const struct copy *copy;
	const struct endpoint *server;
	size_t servers;
	const char *lost;                /* it is not asked and ends as lost, for this reason */
	const struct target *target;     /* NULL: the round's */
	const struct round_spare *spare; /* NULL: nothing spares it */
	bool baseline; /* its first round: however many it names, none is sudden */
};

/* ERR_INPUT: its zone is no name. */
NODISCARD int round_add(struct round *r, const struct round_seat *seat, struct err *err);

void round_start(struct round *r);
bool round_ended(const struct round *r);

/* What a till had pending may be there: waiting lists ask again at once. */
void round_wake(struct round *r);

/* One step of a list that has ended. */
struct round_step {
	struct ip ip;       /* as of round_hit */
	struct range about; /* what it stands for: the part of its network that is ours */
	struct str name;
	enum answer_verdict verdict;
	unsigned why; /* of ANSWER_UNKNOWN: a reason as in round_list.unknown */
};

/* Tells every step of a list that was told to round_calls.list, in the order of the target. */
void round_each(const struct round *r, const struct round_list *list,
		void (*tell)(void *ctx, const struct round_step *step), void *ctx);

struct round_progress round_progress(const struct round *r);
struct round_totals round_totals(const struct round *r);
