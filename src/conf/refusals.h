/* The files that say what refusals mean: those that ship with us, and our operator's own.
 *
 *	[catalogue]
 *	version = 2026-11-24
 *
 *	[provider "google"]
 *	title = Google
 *	server = .google.com                  ends of its servers' names, or whole names; repeatable
 *	says = gsmtp                          text of its replies; repeatable
 *
 *	[list "zen.spamhaus.org"]
 *	cites = spamhaus.org/query            text of replies that name this list; repeatable
 *
 *	[replies "a name for it"]
 *	provider = google                     only its replies; else everybody's
 *	source = https://...                  where to read on; when the rules were looked over
 *	checked = 2026-11-24
 *	user-unknown = 550 5.1.1 no such user     a meaning, and a pattern (model/refusal_rule.h)
 */
#pragma once

#include "model/refusal_rules.h"

#define REFUSALS_FILE_MAX (1 << 20) /* octets of one file */

/* Where things are; an empty string stands for the usual place. */
struct refusals_places {
	struct str shipped; /* else the folder "refusals" of our share (conf/share.h) */
	struct str folder;  /* of our operator's *.conf, which need not exist; else
			       /etc/netizen/refusals.d */
	struct str file;    /* one more file of our operator's; empty: none */
};

/* From text, into rules that are not sealed yet; `file` is for messages:
 * "FILE:LINE:COLUMN: sentence". */
NODISCARD int refusals_read(struct refusal_rules *rules, struct str text, struct str file, bool own,
			    struct err *err);

/* All files, sealed. ERR_INPUT names file, line and column. */
NODISCARD int refusals_load(struct refusal_rules *rules, const struct refusals_places *where,
			    struct err *err);
