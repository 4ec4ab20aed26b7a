/* What one line of Exim's log says: the text behind the head (see log_head), of its main or reject
 * log or by syslog.
 *
 * Nothing is copied: all views look into the text, and are empty where it says nothing. Who handed
 * a message in is read only from what stands in front of its size: behind it come the message's own
 * words.
 */
#pragma once

#include "base/str.h"

#include <stdbool.h>

#define EXIM_ID_MAX 23 /* octets of a message id; 16 before 4.97 */

enum exim_fact {
	EXIM_UNKNOWN, /* no line we know */
	EXIM_OTHER,   /* one of those that tell nothing of what is asked here */
	EXIM_ARRIVED,
	EXIM_DELIVERED,  /* to one recipient; => and what goes along with it */
	EXIM_DEFERRED,   /* one attempt for one recipient */
	EXIM_FAILED,     /* given up for one recipient */
	EXIM_SUPPRESSED, /* not delivered, as asked */
	EXIM_COMPLETED,
	EXIM_REJECTED, /* refused by us: id may be empty */
	EXIM_RUN,      /* cwd=: a program was started there; text has its arguments */
	EXIM_LOGIN,    /* a login failed */
};

struct exim_line {
	enum exim_fact fact;
	struct str pid; /* of the process that says it, if it is told (log_selector +pid) */
	struct str id;
	struct str sender;  /* "<>" for none. To the first blank, even if a quoted part holds one */
	struct str bounced; /* the id of the message that this one tells about */
	struct str host, helo;
	struct str address; /* of the client, or the remote server */
	struct str ident;   /* the local user, or what the client's identd says */
	struct str protocol;
	struct str method, login;
	struct str size;
	struct str message_id;
	struct str subject; /* as it is written between quotes */
	struct str to;      /* the address that was delivered to, a pipe or a file */
	struct str orig_to; /* what it was before it was redirected */
	struct str router, transport;
	struct str interface; /* our own address of the connection (+incoming_interface,
				 +outgoing_interface) */
	struct str delay;     /* how long it took from its arrival on (+queue_time), "3s" */
	struct str text;      /* what the remote server said, or why */
	struct str child;     /* what the next hop calls it ("id=") */
	struct str folder;
};

void exim_line_read(struct str text, struct exim_line *out);

/* Whether a program of this name, as syslog has it, is Exim. */
bool exim_program(struct str program);
