/* What one line of Postfix's log says: the text behind the head (see log_head), by whichever of its
 * daemons.
 *
 * Nothing is copied: all views look into the text, and are empty where it says nothing. Text that
 * others chose (addresses, HELO, headers, remote replies) is read only up to where Postfix itself
 * closes it; where two readings are possible the line says nothing about it.
 */
#pragma once

#include "base/str.h"

#include <stdbool.h>

#define POSTFIX_ID_MAX 20   /* octets of a queue id, short or long */
#define POSTFIX_NEXT_MAX 23 /* octets of what the next hop calls it, which may be Exim */

enum postfix_fact {
	POSTFIX_UNKNOWN,    /* no line we know */
	POSTFIX_OTHER,      /* one of those that tell nothing of what is asked here */
	POSTFIX_CLIENT,     /* smtpd begins a message: client, login, whence it was filtered */
	POSTFIX_PICKUP,     /* a local user hands one in: uid, from */
	POSTFIX_MESSAGE_ID, /* cleanup: message_id */
	POSTFIX_HEADER,     /* cleanup tells a header as it is asked to: text, script */
	POSTFIX_HOLD,       /* it is held */
	POSTFIX_REJECT,     /* refused by us, within a session: id may be empty */
	POSTFIX_QUEUED,     /* qmgr takes it up: from, size, recipients */
	POSTFIX_EXPIRED,    /* qmgr gives up: from */
	POSTFIX_REMOVED,    /* qmgr is done with it */
	POSTFIX_DELIVERY,   /* one recipient, one attempt */
	POSTFIX_NOTICE,     /* bounce: a notification is sent as the message `child` */
	POSTFIX_LOGIN,      /* smtpd: a login failed: client, login */
};

enum postfix_status {
	POSTFIX_SENT,
	POSTFIX_DEFERRED,
	POSTFIX_BOUNCED,
	POSTFIX_ODD, /* what asks whether an address would do, and the like */
};

struct postfix_line {
	enum postfix_fact fact;
	struct str id;
	struct str client;  /* its name */
	struct str address; /* the client's, or the remote server's */
	struct str method, login;
	struct str before; /* the id it had before a content filter */
	struct str uid;
	struct str message_id;
	struct str from, to, orig_to; /* what stands between the angle brackets */
	struct str size, recipients;
	struct str relay; /* as written: name[address]:port */
	struct str delay, delays, code;
	enum postfix_status status;
	struct str text;   /* what the remote server said, the reason, the header */
	struct str script; /* what PHP says called it: "1000:mail.php", of a message handed in
			      locally */
	struct str child;  /* the id of a notification, or of the next hop ("queued as", "id=") */
};

/* `daemon` is the last part of the program's name. */
void postfix_line_read(struct str daemon, struct str text, struct postfix_line *out);

/* Whether a program of this name is one of Postfix: "postfix/smtpd", "mx-out/qmgr". */
bool postfix_program(struct str program);
