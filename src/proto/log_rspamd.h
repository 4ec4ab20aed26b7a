/* What rspamd's line about one message says, in its default form: the text behind the head (see
 * log_head).
 *
 * "id: <...>, qid: <...>, ip: ..., user: ..., from: <...>, (default: T (reject): [15.30/15.00]
 * [...". Message-ID, sender and the headers' recipients are strangers' words: where they could
 * imitate what rspamd itself writes, the line says nothing.
 */
#pragma once

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

#define RSPAMD_SCORE_MAX 1000000 /* points; what is beyond is no score */

struct rspamd_line {
	struct str message_id; /* without its brackets */
	struct str queue_id;
	struct str address;
	struct str account; /* empty: nobody was logged in */
	struct str action;  /* "no action", "add header", "reject" */
	int64_t score;      /* thousandths of a point */
	bool spam;
};

/* False if it is no such line, or an ambiguous one. */
bool rspamd_line_read(struct str text, struct rspamd_line *out);

/* Whether a program of this name is rspamd. */
bool rspamd_program(struct str program);
