/* Which of a log's messages are asked for, by the options of a command. */
#pragma once

#include "base/jout.h"
#include "base/zone.h"
#include "cli/cli.h"
#include "flow/mail_log.h"

struct maillog_ask {
	struct str account, sender, script, to;
	struct str since, until; /* RFC 3339, or a span: so long ago */
};

/* A time on the command line, `zone` for one without an offset. -1 to go on, or an exit code;
 * *out stays if `text` is empty. */
int maillog_time(struct cli *cli, const char *option, struct str text, const struct zone *zone,
		 struct instant *out);

/* Sets the filter, which is empty, and the log's if anything is asked for. -1 to go on, or an exit
 * code. */
int maillog_asked(struct cli *cli, const struct maillog_ask *ask, const struct zone *zone,
		  struct mail_log *log, struct mail_filter *filter);

/* What is told of those messages alone: from when to when, to whom, from where. */
void maillog_asked_page(struct cli *cli, const struct mail_filter *f, uint64_t top);
void maillog_asked_json(struct cli *cli, struct jout *j, const struct mail_filter *f);
