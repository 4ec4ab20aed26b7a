/* Who held an address at a time, and how sure that is.
 *
 * The most specific tenancy wins: the smallest range, then the fewest ports. Times from
 * outside are off by up to a skew either way, and a boundary may only be known to lie
 * between two snapshots: near either, all who may have held it are named with odds. What
 * was there when we first looked is taken to have been there before, with odds that halve
 * every HOLDER_UNSEEN_HALF.
 */
#pragma once

#include "model/inventory.h"

#define HOLDER_SHARES_MAX 8
#define HOLDER_SKEW SPAN_S(15 * 60)
#define HOLDER_SKEW_FLOATING SPAN_S(2 * 60)
#define HOLDER_UNSEEN_HALF SPAN_S(90 * 86400)
#define HOLDER_PORT_ANY (-1)
#define HOLDER_UNHELD 0.05 /* odds of all ports that nobody holds, beside some that are held */

/* The skews to be taken unless one is asked for. */
struct holder_skews {
	struct span still, floating;
};

struct holder_ask {
	struct ip ip;
	int port; /* HOLDER_PORT_ANY: not known */
	struct instant at;
	struct instant known_at;          /* as we believed then; WHEN_NEVER: as we believe now */
	struct span skew;                 /* .us < 0: the usual ones */
	const struct holder_skews *usual; /* NULL: HOLDER_SKEW, HOLDER_SKEW_FLOATING */
};

struct holder_share {
	const struct tenancy *tenancy; /* NULL: nobody that we know of */
	double odds;                   /* above 0; all of them make 1, but for HOLDER_MORE */
};

enum holder_kind {
	HOLDER_NOT_OURS, /* in no prefix, and nobody ever held it */
	HOLDER_FREE,     /* most likely nobody; see `last` */
	HOLDER_HELD,
};

/* Why it is less than certain; bits. */
enum holder_doubt {
	HOLDER_NEAR_BOUNDARY = 1,     /* within the skew of a change */
	HOLDER_BETWEEN_SNAPSHOTS = 2, /* the change lies somewhere between two of them */
	HOLDER_UNSEEN = 4,            /* before we first looked */
	HOLDER_PORT_NEEDED = 8,       /* ports tell the holders apart, none was given */
	HOLDER_MORE = 16,             /* above HOLDER_SHARES_MAX: the least likely are left out */
};

struct holder_answer {
	enum holder_kind kind;
	enum use use; /* of the likeliest holder, else of the prefix */
	unsigned doubt;
	struct holder_share share[HOLDER_SHARES_MAX]; /* likeliest first; n >= 1 unless not ours */
	size_t n;
	const struct prefix *prefix; /* the most specific around the address; may be NULL */
	const struct tenancy *last;  /* when free: who had it last before `at`; may be NULL */
	struct instant from, until;  /* of the likeliest share: a free stretch has ends too */
};

/* Decides among `n` tenancies: all that cover the address, of any time and any knowledge;
 * others are passed over. The answer points into them. */
void holder_decide(const struct tenancy *const *tenancy, size_t n, const struct prefix *prefix,
		   const struct holder_ask *ask, struct holder_answer *out);

/* The most specific prefix around `ip`; NULL if none. */
const struct prefix *holder_prefix(const struct prefix *prefix, size_t n, struct ip ip);

/* "certain", "likely" (odds >= 0.8), "unsure": of the likeliest share. */
const char *holder_sureness(const struct holder_answer *answer);
