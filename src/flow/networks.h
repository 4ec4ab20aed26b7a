/* The networks that an account's logins came from: IPv4 by 24 bits, IPv6 by 48.
 *
 * People use a few of them over a day; a stolen password is used from many at once.
 */
#pragma once

#include "flow/logins.h"

#define NETWORKS_WINDOW_S 3600
#define NETWORKS_COUNTRIES_MAX 16 /* that are told apart */

/* Who knows the country of a network: two letters, first << 8 | second; 0: not known. */
struct network_country {
	uint16_t (*code)(void *ctx, struct ip network); /* NULL: nobody does */
	void *ctx;
};

struct networks {
	uint32_t n;          /* networks it got in from */
	uint32_t most;       /* of those that were new to it within an hour */
	struct span within;  /* the time these took */
	struct instant when; /* the first of these */
	uint32_t countries;  /* that these lie in */
	uint16_t country[NETWORKS_COUNTRIES_MAX];
	uint64_t ok, failed; /* logins */
	uint64_t mails;      /* messages handed in */
	uint32_t guessed;    /* failures at addresses that got in at last, the most of one */
};

/* Of the account in row order[*at] and the rows after it that are the same account's; *at is moved
 * behind them. `order` has `n` rows, those of an account beside each other. */
struct networks networks_next(const struct logins *l, const struct network_country *where,
			      const uint32_t *order, uint32_t n, uint32_t *at);

/* All logins together. */
struct logins_sums {
	uint64_t ok, failed, mails;
	uint32_t networks; /* that somebody got in from */
};
struct logins_sums networks_sums(const struct logins *l, struct arena *arena);

/* The network of an address. */
struct ip network_of(struct ip address);
