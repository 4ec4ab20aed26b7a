/* Whose a listed address is now, from the hub's inventory. */
#pragma once

#include "base/ip.h"
#include "cli/cli.h"

#define WHOSE_MOST 2000 /* addresses asked about after one sweep; the rest stay unnamed */

struct whose {
	bool known;          /* the hub has answered */
	struct str customer; /* id; empty: nobody's */
	struct str name;     /* of the customer */
	struct str machine;
	struct str sure; /* "certain", "likely", "unsure" */
	struct str use;
	struct str last; /* who had it last, if nobody has it now */
};

/* Strings live in the command's arena. ERR_GONE: no hub and nothing kept. */
NODISCARD int whose_ask(struct cli *cli, struct ip ip, struct whose *out, struct err *err);

/* "C300 Elm Software", "nobody's; last C600", "likely C300 ...". */
struct str whose_text(struct cli *cli, const struct whose *w);
