/* What a remote server's refusal says about us: who refused, with which code, and what it means.
 *
 * The rules are data (model/refusal_rules): what operators publish about their replies, and what
 * our own operator added.
 */
#pragma once

#include "model/refusal_rule.h"

#include <stdbool.h>

struct refusal_rules;

struct refusal {
	struct str provider;  /* empty: none we know */
	struct str code;      /* "5.7.1", or "550" where no such code was given */
	struct str meaning;   /* in a few words of ours */
	struct str listed_on; /* the block list that is named, empty if none */
	enum refusal_meaning means;
	struct str server, reply, text; /* what was read: "550", and what stands behind its codes */
	bool known;                     /* its text is known, not only its code */
};

/* `server` is its name and `code` what was logged as the status, if it was; `text` what it said.
 * `rules` may be NULL: then only the code is told. All of the answer looks into these or is
 * constant. False: no reply of a server stands there, so what went wrong is something else, such
 * as a server that did not answer. */
bool refusal_read(const struct refusal_rules *rules, struct str server, struct str code,
		  struct str text, struct refusal *out);
