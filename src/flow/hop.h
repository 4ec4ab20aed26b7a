/* Where a message was handed on to: the same message still, under another id.
 *
 * Within one machine (content filter, alias), and over machines whose logs we have. It is believed
 * only if both sides say so: the one that handed it on was told an id, and the other has a message
 * of that id and of the same Message-ID, at about that time. An id and a Message-ID are others'
 * words, so the server that told them must be ours as well: at a private address or a port that we
 * configured, or else both must be named as their machines and in one domain, and no server that
 * was handed a message may be the client who brought it back.
 */
#pragma once

#include "flow/mail_log.h"

#define HOP_TIME_S 3600 /* between what both sides say */

/* A server that a message was handed on to. */
struct hop_next {
	struct str name, address;
	uint32_t port; /* 0: not told */
	struct str id; /* what it calls the message */
	bool alias;    /* our own server made another message of it */
};

/* Whether the address is one that only programs of the same machine are reached at. */
bool hop_own_machine(struct str address);

/* Who handed it in, and when. */
void hop_came(struct mail_log *log, struct mail *m, struct str name, struct str address);

/* Its Message-ID; with that it may be one that was handed on before. Empty: it has none. */
void hop_identified(struct mail_log *log, struct mail *m, struct str message_id);

/* The message with that id on this machine, or on another that has a client of ours. */
struct mail *hop_before(struct mail_log *log, struct mail *m, struct str id);

/* Whether the message is known as which it goes on there; then it is of the same account. */
bool hop_handed_on(struct mail_log *log, struct mail *m, const struct hop_next *next);

/* It is not known yet: it may come. What was counted of the delivery is taken back then. */
struct mail_fate;
void hop_offer(struct mail_log *log, struct mail *m, const struct hop_next *next,
	       const struct mail_fate *fate);

/* The message at that place of the table had a bounce: `bounce` is of its account. */
void hop_bounced(struct mail_log *log, uint32_t about, const struct mail *bounce);

/* The table is about to forget it. */
void hop_forgotten(struct mail_log *log, const struct mail *m);
