/* Who logged in from where, and who tried to: one row for each account and client address.
 *
 * Names come from strangers as far as attempts go. They may not crowd out those who got in: pairs
 * that began with a failure have half of the room, and what finds none is counted.
 */
#pragma once

#include "base/arena.h"
#include "base/ip.h"
#include "base/when.h"

#define LOGINS_MAX (1u << 18)
#define LOGINS_ACCOUNT_MAX 128 /* octets of a name that are kept */

enum login_kind {
	LOGIN_OK,     /* a session began */
	LOGIN_FAILED, /* one attempt, or more of one session */
	LOGIN_MAIL,   /* a message was handed in by somebody logged in */
};

struct login {
	struct str account; /* as it was given; empty if it was not told */
	struct ip address;  /* len 0: not told */
	uint32_t ok, failed, mails;
	struct instant first, last;
};

struct login_slot {
	uint32_t row;  /* its number + 1; 0: free */
	uint32_t mark; /* of the hash of account and address */
};

struct logins {
	struct login *row;
	uint32_t rows, room, max;
	uint32_t guesses; /* rows that began with a failure */
	struct login_slot *slot;
	uint32_t slots;
	uint64_t seed;
	uint64_t turned_away; /* that found no room */
	struct arena names;
};

/* `seed` is secret: who guesses names must not know which collide. */
void logins_init(struct logins *l, uint32_t max, uint64_t seed);
void logins_done(struct logins *l);

/* `address` as it is logged; one that cannot be read counts as not told. `times` of them at once.
 */
struct login_seen {
	enum login_kind kind;
	struct str account, address;
	uint32_t times;
	struct instant when;
};
void logins_add(struct logins *l, const struct login_seen *seen);

/* Numbers of all rows: those of an account beside each other, the busiest address first. */
uint32_t *logins_order(const struct logins *l, struct arena *arena);
