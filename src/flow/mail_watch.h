/* What lines tell of messages, one after the other, for who follows some of them. */
#pragma once

#include "base/str.h"

#include <stdint.h>

enum mail_seen_kind {
	MAIL_SEEN_CAME,    /* client, address; login */
	MAIL_SEEN_KNOWN,   /* message_id, sender: what is told of them */
	MAIL_SEEN_ATTEMPT, /* for one recipient */
};

enum mail_seen_fate { MAIL_SEEN_SENT, MAIL_SEEN_DEFERRED, MAIL_SEEN_BOUNCED };

/* Views into the line. */
struct mail_seen {
	enum mail_seen_kind kind;
	struct str client, address; /* also the server that was delivered to */
	struct str message_id, sender;
	enum mail_seen_fate fate;
	struct str to, orig_to, by, code, text, next;
	uint64_t delay_ms;
};

/* Messages are places in the log's table. */
struct mail_watch {
	void *owner;
	void (*seen)(void *owner, uint32_t mail, const struct mail_seen *seen);
	void (*handed_on)(void *owner, uint32_t from, uint32_t to); /* the same message still */
	void (*gone)(void *owner, uint32_t mail); /* the place is another message's from now on */
};

struct mail_log;
struct log_head;
struct postfix_line;
struct exim_line;

/* For the joins. */
void mail_watch_postfix(struct mail_log *log, uint32_t mail, const struct log_head *head,
			const struct postfix_line *p);
void mail_watch_exim(struct mail_log *log, uint32_t mail, const struct exim_line *e);
