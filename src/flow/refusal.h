/* What a remote server's refusal says about us: who refused, with which code, and what it means.
 *
 * The tables are from what the operators publish; a text they do not know is told by its code
 * (RFC 3463) alone.
 */
#pragma once

#include "base/str.h"

#include <stdbool.h>

struct refusal {
	struct str provider;  /* empty: none we know */
	struct str code;      /* "5.7.1", or "550" where no such code was given */
	struct str meaning;   /* in a few words of ours */
	struct str listed_on; /* the block list that is named, empty if none */
};

/* `server` is its name and `code` what was logged as the status, if it was; `text` what it said.
 * All of the answer looks into these or is constant. False: no reply of a server stands there, so
 * what went wrong is something else, such as a server that did not answer. */
bool refusal_read(struct str server, struct str code, struct str text, struct refusal *out);
