/* The five questions of `netizen init`, on a terminal or answered by options. */
#pragma once

#include "base/range.h"
#include "cli/option.h"
#include "conf/lists.h"

#define INIT_RANGES_MAX 4096
#define INIT_KEYS_MAX 64

struct init_key {
	const struct list *list;
	struct str key;
};

struct init_ranges {
	struct range *range;
	size_t n;
};

struct init_answers {
	struct init_ranges prefix, mail;
	struct option_list file; /* of the inventory */
	struct init_key *key;
	size_t keys;
	struct str zone; /* of time; empty: none */
};

/* What was said on the command line; what was not is asked for. */
struct init_said {
	struct option_list prefix, mail, file, key;
	struct str zone;
	bool no_mail, no_file, no_key, no_zone; /* answered: none */
	bool ask;                               /* there is somebody to ask */
};

/* -1 to go on, or the exit code: wrong usage, or nobody to ask. */
int init_ask(struct cli *cli, const struct list_set *lists, const struct init_said *said,
	     struct init_answers *out);

/* One line from the terminal, without its end; false at the end of input. */
bool init_line(struct cli *cli, const char *question, struct str *out);
