/* What a log's counts say of a message: they move along when more becomes known of it.
 *
 * For the joins of this folder; who wants the counts reads them in struct mail_log.
 */
#pragma once

#include "base/buf.h"
#include "flow/mail_log.h"
#include "flow/refusal.h"

enum fate { FATE_SENT, FATE_DEFERRED, FATE_BOUNCED };

/* One recipient's, of one attempt. */
struct mail_fate {
	enum fate fate;
	bool inner;       /* handed on within our own machines */
	uint32_t leaving; /* row of how it left, or TALLY_NONE: it did not leave */
	uint64_t delay_ms;
	struct str to, orig_to;
	bool first;   /* set: the message's first by that way out */
	bool counted; /* set: it counts */
};

/* The machine of the line, as a number. */
uint16_t mail_host(struct mail_log *log, struct str name);

/* The message of that id on that machine, made if need be: then its sender and account are
 * unknown. */
struct mail *mail_of(struct mail_log *log, uint16_t host, struct str id);

/* Its id was used again: what is known is of another message, and stays counted as it is. */
void mail_begin_anew(struct mail_log *log, struct mail *m);

void mail_set_account(struct mail_log *log, struct mail *m, enum mail_class c, struct str name);
struct str mail_account(const struct mail_log *log, const struct mail *m);

/* From here on it is a message of this log. */
void mail_begins(struct mail_log *log, struct mail *m, struct str sender);

/* `m` is one of that account still, only under another id, and not counted for it again. What it
 * was handed on as itself goes along. */
void mail_carry_on(struct mail_log *log, struct mail *m, uint8_t origin, uint32_t account);

/* Whether a line counts that is of no message we know. */
bool mail_counts_alone(const struct mail_log *log);

/* Whether a line of that message counts. */
bool mail_counts(const struct mail_log *log, const struct mail *m);

/* It came from that client. */
void mail_client(struct mail_log *log, struct mail *m, struct str address);

void mail_fate(struct mail_log *log, struct mail *m, struct mail_fate *fate);

/* Somebody logged in, or tried to, in this line. */
void mail_login(struct mail_log *log, const struct login_seen *seen);

/* A server's refusal of the message; `for_good`: the recipient is given up. */
void mail_refused(struct mail_log *log, const struct mail *m, const struct refusal *r,
		  bool for_good);

/* An account and the script that it used. */
void mail_add_script(struct buf *name, struct str account, struct str script);

/* Row of what left the machine of the line so: by a transport's name or from an address. */
uint32_t mail_leaving(struct mail_log *log, struct str by, enum mail_leaving_kind kind);
