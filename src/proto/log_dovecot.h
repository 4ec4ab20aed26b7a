/* What one line of Dovecot's log says: the text behind the head (see log_head).
 *
 * Nothing is copied: all views look into the text, and are empty where it says nothing. A user's
 * name is whatever a stranger typed: what stands behind it is looked for from the end, where only
 * Dovecot writes.
 */
#pragma once

#include "base/str.h"

#include <stdbool.h>

#define DOVECOT_ATTEMPTS_MAX 1000000

enum dovecot_fact {
	DOVECOT_OTHER,  /* tells nothing of what is asked here */
	DOVECOT_LOGIN,  /* a session began */
	DOVECOT_FAILED, /* a session ended whose logins failed */
	DOVECOT_DENIED, /* the same attempt as the password check saw it; the session tells it too
			 */
	DOVECOT_SAVED,  /* a mail went into a mailbox */
};

struct dovecot_line {
	enum dovecot_fact fact;
	struct str service; /* "imap-login", "lmtp" */
	struct str account;
	struct str method;
	struct str address; /* of the client */
	struct str local;   /* the address it came to */
	struct str message_id;
	struct str folder;
	unsigned attempts; /* that failed */
};

/* `program` is from the head: "dovecot", or the service itself where Dovecot writes a file of its
 * own. */
void dovecot_line_read(struct str program, struct str text, struct dovecot_line *out);

/* Whether a program of this name is one of Dovecot. */
bool dovecot_program(struct str program);
