/* Who held a domain, mailbox, system user or path at a time.
 *
 * A name is held by the longest held name above it: a.b.example under b.example, a path
 * under its web root. A mailbox belongs to who holds its domain for mail, else the domain.
 * The same user may exist on many machines: all of them are named unless one is given.
 */
#pragma once

#include "base/arena.h"
#include "model/holder.h"
#include "model/inventory.h"

#define HOLDING_SHARES_MAX 16
#define HOLDING_NAMES_MAX 64 /* names above a name that are looked at, itself included */

enum who_kind { WHO_ADDRESS, WHO_DOMAIN, WHO_MAILBOX, WHO_USER, WHO_PATH };

struct who_ask {
	enum who_kind kind;
	struct ip ip;       /* WHO_ADDRESS */
	int port;           /* WHO_ADDRESS: of "192.0.2.1:25"; else HOLDER_PORT_ANY */
	struct str name;    /* else, as kept: see holding_name(); of a mailbox the domain */
	struct str machine; /* of "machine:/path" and "machine:user"; may be empty */
	struct instant at, known_at; /* as in holder_ask; left to the caller */
	struct span skew;
};

/* What `text` names: address, "[v6]:port", "a@b" mailbox, "/path", "machine:/path", "a.b"
 * domain, "machine:user", else a user. Strings in `arena`. ERR_INPUT if it can be none. */
NODISCARD int who_parse(struct arena *arena, struct str text, struct who_ask *out, struct err *err);

struct holding_key {
	enum holding_kind kind;
	struct str name;
};

/* The keys that a store must be asked for, best first: at most HOLDING_NAMES_MAX. */
size_t holding_keys(const struct who_ask *ask, struct holding_key *keys);

struct holding_share {
	const struct holding *holding; /* NULL: nobody that we know of */
	double odds;
};

struct holding_answer {
	struct holding_share share[HOLDING_SHARES_MAX]; /* likeliest first */
	size_t n;                                       /* 0: no such name was ever held */
	unsigned doubt;                                 /* enum holder_doubt */
	bool several;               /* one name on several machines: odds are per machine then */
	const struct holding *last; /* when nobody: who had it last; may be NULL */
};

/* Decides among `n` holdings that have one of holding_keys(), of any time and knowledge;
 * others are passed over. */
void holding_decide(const struct holding *const *holding, size_t n, const struct who_ask *ask,
		    struct holding_answer *out);
