/* How accounts behave: when they send, under how many senders, to how many domains, and how often
 * others refuse it because it is spam or because there is no such user.
 *
 * Only of accounts of our own: logins, scripts, and lists and automatic answers of those. One for
 * each row of the accounts' tally, as many as there is room for. Distinct names are estimated
 * (linear counting): exact enough up to some hundred senders and some thousand domains.
 */
#pragma once

#include "base/str.h"
#include "flow/quarters.h"
#include "model/refusal_rule.h"

#define CONDUCTS_MAX (1u << 17) /* accounts */
#define CONDUCT_SENDER_BITS 256
#define CONDUCT_DOMAIN_BITS 1024

struct conduct {
	uint32_t unknown; /* recipients that do not exist */
	uint32_t spam;    /* attempts refused for what was sent */
	uint32_t listed;  /* attempts refused for what is said of our address */
	uint64_t sender[CONDUCT_SENDER_BITS / 64];
	struct quarters sent; /* messages taken up */
	uint64_t domain[CONDUCT_DOMAIN_BITS / 64];
};

struct conducts {
	struct conduct *of; /* by number */
	uint32_t n, room;
	uint32_t *number; /* by row of accounts: number + 1, 0: none */
	uint32_t rows;
	uint64_t turned_away; /* accounts' messages that found no room */
};

void conducts_done(struct conducts *c);

/* `sender` is the hash of its envelope sender. */
void conducts_message(struct conducts *c, uint32_t account, uint64_t sender, struct instant when);
void conducts_recipient(struct conducts *c, uint32_t account, struct str address);

/* `for_good`: the recipient is given up. */
void conducts_refused(struct conducts *c, uint32_t account, enum refusal_meaning m, bool for_good);

/* NULL: nothing is known of it. */
const struct conduct *conducts_of(const struct conducts *c, uint32_t account);

uint32_t conduct_senders(const struct conduct *c);
uint32_t conduct_domains(const struct conduct *c);
