/* Clients of a simulated hub: each request is asked as the command line asks it, over a
 * connection of its own, again by the same id until it is answered.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "base/when.h"
#include "msg/frame.h"

#include <stdbool.h>

#define CLIENT_REQUESTS_MAX 64

struct loop;

struct client_ask {
	struct str label;
	enum msg_type type;
	struct str body;   /* of the frame; copied */
	struct str memory; /* the payload; p NULL: none; copied */
	struct span wait;  /* for one answer, before asking again */
	unsigned uid, gid;
	bool once; /* done at most once: all answers that say so must be the same */
};

struct client_told {
	bool open;          /* not answered yet, or to be asked again */
	bool left;          /* hung up */
	enum err_kind kind; /* of the last answer, or why there was none */
	struct str text, json;
	unsigned tries, answers;
};

void client_begin(struct loop *loop);
void client_end(void);

NODISCARD int client_ask(const struct client_ask *ask, struct err *err);
NODISCARD int client_again(struct str label, struct err *err); /* by the same id */
NODISCARD int client_leave(struct str label,
			   struct err *err); /* hangs up, and does not ask again */

bool client_told(struct str label, struct client_told *out);

/* What holds of all requests at the end. */
NODISCARD int client_law(struct err *err);
