/* What the spam filter says of an account's messages. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct spam_score {
	uint32_t seen, spam; /* messages */
	int64_t sum, most;   /* thousandths of a point */
};

struct spam_scores {
	struct spam_score *row; /* by the number of the account's row */
	uint32_t rows;
	struct spam_score all; /* also of messages that are nobody's */
};

/* Empty: all zeros. */
void spam_scores_done(struct spam_scores *s);

/* One message's. `account` may be UINT32_MAX: nobody knows whose it is. */
void spam_scores_add(struct spam_scores *s, uint32_t account, int64_t score, bool spam);
