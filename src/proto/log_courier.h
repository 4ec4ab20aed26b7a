/* What one line of Courier's mailbox and mail servers says: the text behind the head (see
 * log_head).
 *
 * Nothing is copied: all views look into the text, and are empty where it says nothing. A user's
 * name is whatever a stranger typed: what stands behind it is looked for from the end.
 */
#pragma once

#include "base/str.h"

#include <stdbool.h>

enum courier_fact {
	COURIER_OTHER,
	COURIER_LOGIN,  /* a session began */
	COURIER_FAILED, /* an attempt */
};

struct courier_line {
	enum courier_fact fact;
	struct str account; /* empty: a failure whose line tells none */
	struct str method;
	struct str address; /* as written: IPv4 as "::ffff:192.0.2.1" */
};

void courier_line_read(struct str text, struct courier_line *out);

/* Whether a program of this name is one of Courier. */
bool courier_program(struct str program);
