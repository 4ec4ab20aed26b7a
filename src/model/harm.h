/* Whether a listing hurts: apart from those that are nobody's trouble.
 *
 * What blocks much of the world's mail hurts an address that sends mail. A listing by policy,
 * one of a whole range, a mild one and one that does not count are told apart from it.
 */
#pragma once

#include "model/listing.h"

#define HARM_SEVERITY 3 /* from here on a block list costs real mail */

enum harm {
	HARM_NONE,
	HARM_IF_MAIL, /* it would, but the address is not known to send mail */
	HARM_NOW,
	HARM_DEGREES,
};

/* Abuse was seen, of the address itself, by a list that many believe; whenever that was. */
bool harm_is_grave(const struct listing *l);

/* What it does now; `mail`: the address sends mail. */
enum harm harm_of(const struct listing *l, bool mail);

const char *harm_name(enum harm h); /* "no", "if mail", "yes" */
