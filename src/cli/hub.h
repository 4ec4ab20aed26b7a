/* Asking the hub: over its control socket, or a hub started for this one question.
 *
 * A question keeps one id however often it is sent, so what was done is not done twice: when
 * the connection breaks or the hub says "later" it is asked again for a while.
 */
#pragma once

#include "base/when.h"
#include "cli/cli.h"
#include "msg/frame.h"

#define HUB_AGAIN_FOR SPAN_S(60) /* how long to go on after broken connections */

/* What the hub sends beside its answer, through sys/stream. */
struct hub_stream {
	/* Begins anew; *pass is the end for the hub, which is closed here once it was sent. */
	int (*begin)(void *ctx, int *pass, struct err *err);
	/* Takes all there is until the hub is done with it; the answer says whether it is right. */
	int (*take)(void *ctx, struct err *err);
	void *ctx;
};

struct hub_ask {
	enum msg_type type;
	struct str body;   /* put by msg_put_X */
	struct str memory; /* what travels beside it as sealed memory; p NULL: nothing */
	struct span wait;  /* for the answer */
	bool only_if_kept; /* without a hub: only if there is a database already */
	bool only_live;    /* without a hub: not at all (ERR_GONE) */
	bool only_now;     /* over a line: once no hub runs any more ERR_GONE at once */
	const struct hub_stream *stream; /* or NULL; not beside memory */
};

/* As msg/answer_msg; also when the hub could not do it. Strings in the command's arena. */
struct hub_answer {
	enum err_kind kind;
	struct str text;
	struct str json;
};

/* -1: no hub could be asked, or it gave no answer. ERR_GONE: there is nothing kept yet. The
 * sentence is empty where a hub of our own has told why it could not start (see cli_fail). */
NODISCARD int hub_ask(struct cli *cli, const struct hub_ask *ask, struct hub_answer *out,
		      struct err *err);

/* Whether hub_ask with only_if_kept could come to anything; the same errors. */
NODISCARD int hub_may_be_asked(struct cli *cli, struct err *err);

/* A connection to a hub that runs, for many questions. Should the hub's front be restarted it is
 * dialled again. */
struct hub_line;

/* ERR_GONE: none runs. A line stays good for asking again when one does. */
NODISCARD int hub_line_open(struct cli *cli, struct hub_line **out, struct err *err);
NODISCARD int hub_line_ask(struct hub_line *line, const struct hub_ask *ask, struct hub_answer *out,
			   struct err *err);
void hub_line_close(struct hub_line *line); /* NULL is fine */

/* The path of netizend: beside this program, or below ../sbin of it, or wherever PATH finds it. */
const char *hub_program(struct cli *cli);

/* The exit code of an answer; what went wrong has been said on standard error. */
int hub_code(const struct cli *cli, const struct hub_answer *answer);
