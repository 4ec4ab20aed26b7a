/* What `netizen init` writes below the configuration's folder: all of it, or nothing. */
#pragma once

#include "cli/init_ask.h"
#include "sys/state.h"

#define INIT_FILES_MAX (INIT_KEYS_MAX + 3)

struct init_file {
	struct str path, text;
	bool secret; /* its text is never shown */
};

struct init_files {
	struct init_file file[INIT_FILES_MAX];
	size_t n;
	struct str prefixes; /* the path of the one to be imported */
};

/* Draws them up; nothing is written. */
void init_draw(struct cli *cli, const struct state *state, const struct init_answers *answers,
	       struct init_files *out);

/* ERR_INPUT: one of them is there already, and stays as it is. */
NODISCARD int init_write(const struct init_files *files, struct err *err);

/* Takes back what init_write wrote. */
void init_unwrite(const struct init_files *files);

/* On a terminal or into a log: what stands where, secrets as "(secret)". */
void init_show(const struct init_files *files);
