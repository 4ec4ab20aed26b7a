/* The octets of a log to its entries: lines of text, or the journal's export, plain or as JSON, as
 * the first octets tell. With memory for one block of it.
 */
#pragma once

#include "flow/line_cut.h"
#include "flow/log_clock.h"
#include "proto/journal.h"

#include <stdbool.h>

enum log_feed_form { LOG_FEED_NEW, LOG_FEED_LINES, LOG_FEED_EXPORT, LOG_FEED_JSON };

struct log_feed {
	enum log_feed_form form;
	struct line_cut cut;
	struct journal_export export;
	struct arena turn; /* for one entry */
};

/* Views last until the next call. */
struct log_entry {
	bool parsed; /* else only `line` is told */
	struct str line;
	struct log_head head;
	struct instant when; /* WHEN_EVER: not told */
};

void log_feed_init(struct log_feed *f);
void log_feed_done(struct log_feed *f);

/* Where the owner appends what comes next. */
struct buf *log_feed_room(struct log_feed *f);

/* The next whole entry. False: there is room again, and more is wanted. */
bool log_feed_next(struct log_feed *f, struct log_entry *out);

/* What stands at the end without an end of its own; false if there is nothing. */
bool log_feed_last(struct log_feed *f, struct log_entry *out);

/* When it was written, by a clock of its file; false if it does not tell. */
bool log_entry_when(const struct log_entry *e, struct log_clock *clock, struct instant *out);
