/* Which messages of a log are asked for, and what is told of those alone.
 *
 * Lines out of the time, and messages that are not asked for, are joined like all others, for what
 * they tell of those that are; only they do not count.
 */
#pragma once

#include "base/str.h"
#include "base/when.h"
#include "flow/tally.h"

#include <stdbool.h>

#define MAIL_FILTER_NAMES_MAX (1u << 16) /* domains, or clients, that are told apart */

struct mail_filter {
	struct str account; /* with or without its script; empty: any, as all of these */
	struct str sender;  /* an address, a domain, or <> */
	struct str script;  /* a part of its name or folder */
	struct str to;      /* a recipient's address or domain: only its deliveries count */
	struct instant since, until; /* of lines; WHEN_EVER, WHEN_NEVER: any */

	/* Filled in while the log is read. */
	struct tally domains; /* of recipients */
	struct tally clients; /* that handed messages in: messages only */
	struct instant first, last;
};

/* The criteria are the caller's to set, and stay. */
void mail_filter_init(struct mail_filter *f, uint64_t seed);
void mail_filter_done(struct mail_filter *f);

/* Whether anything but the time is asked for. */
bool mail_filter_picks(const struct mail_filter *f);

bool mail_filter_in_time(const struct mail_filter *f, struct instant now);
bool mail_filter_account(const struct mail_filter *f, struct str account);
bool mail_filter_sender(const struct mail_filter *f, struct str sender);

/* Either of the addresses a recipient was known by. */
bool mail_filter_to(const struct mail_filter *f, struct str to, struct str orig_to);

/* Whether it is that address, or one of that domain. */
bool mail_filter_address(struct str asked, struct str address);
