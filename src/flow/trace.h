/* Whether a mail arrived: the messages that are asked for, each with its whole path over hops and
 * attempts.
 *
 * Follows a log while it is read. Of each message that may still be asked for, what lines told is
 * kept, up to a size; of those that are asked for at most so many.
 */
#pragma once

#include "base/buf.h"
#include "flow/mail_log.h"

#define TRACE_MAILS_MAX 1000u     /* that are told; more are counted */
#define TRACE_EVENTS_MAX 200u     /* of one message; more are counted */
#define TRACE_TEXT_MAX (1u << 16) /* octets of all that was told of one */

struct trace_ask {
	struct str from, to; /* an address or a domain, "<>" for no sender; empty: any */
	struct str id;       /* a Message-ID, with or without its brackets, or a queue id */
	struct instant since, until;
};

/* A text within the message's; n 0: nothing is known. */
struct trace_text {
	uint32_t at, n;
};

struct trace_event {
	struct instant at;
	enum mail_seen_kind kind;
	enum mail_seen_fate fate;
	struct trace_text client, address, to, orig_to, by, code, text, next;
	uint64_t delay_ms;
	bool handed_on; /* to another of our machines, or within one */
};

struct trace_mail {
	char id[MAIL_ID_MAX];
	uint8_t id_n;
	struct str host, account; /* views into the log */
	enum mail_class class;
	struct trace_text message_id, sender;
	struct trace_event *event;
	uint32_t events, room, more;
	uint32_t group;     /* the same for what is one message */
	uint32_t number;    /* in the order of their first lines */
	bool timely, asked; /* something of it is of the time; to whom is asked for */
	struct buf text;
};

struct trace {
	struct trace_ask ask;
	struct mail_log *log;
	struct mail_watch watch;
	struct trace_mail **live; /* by the log's places; NULL: nothing is told yet */
	uint32_t lives;
	struct trace_mail **mail; /* those asked for */
	uint32_t mails, groups;
	uint64_t more;
};

/* Both stay where they are. */
void trace_init(struct trace *t, struct mail_log *log, const struct trace_ask *ask);
void trace_done(struct trace *t);

/* The log has ended: the messages are whole now, those of one group next to each other, the groups
 * in the order they were first told of. */
void trace_finish(struct trace *t);

struct str trace_str(const struct trace_mail *m, struct trace_text text);
