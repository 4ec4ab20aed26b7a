/* What SpamAssassin's spamd says of one message: the text behind the head (see log_head). */
#pragma once

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

#define SPAMD_SCORE_MAX 100000

struct spamd_line {
	bool spam;
	int64_t score;         /* thousandths of a point; it tells whole points only */
	struct str user;       /* for whom it was looked at: mostly the recipient */
	struct str message_id; /* as the sender wrote it, and all that follows it */
};

/* "spamd: result: Y 12 - TESTS scantime=...,user=...,mid=<...>": false for any other line. */
bool spamd_line_read(struct str text, struct spamd_line *out);

/* Whether a program of this name is spamd. */
bool spamd_program(struct str program);
