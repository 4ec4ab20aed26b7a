/* What one `netizen sweep` is about to do: parsed options, loaded lists, who is asked.
 * Shared by the files of that command only. */
#pragma once

#include "base/endpoint.h"
#include "cli/cli.h"
#include "cli/option.h"
#include "conf/lists.h"
#include "model/select.h"
#include "sweep/round.h"

#include <stdbool.h>

#define JOB_SERVERS_MAX 16
#define JOB_NAMES_MAX 100000 /* names asked of lists of names */

struct copy;
struct ledger;

struct sweep_options {
	struct option_list list, server, file, name, from;
	struct str lists_dir, resolver;
	uint64_t rate, window;
	bool progress, ptr, whose;
};

struct job_copy {
	struct str zone;
	struct copy *copy;
	struct copy *before; /* the version before, if this one was brought just now */
};

struct sweep_job {
	struct cli *cli;
	struct sweep_options opt;
	struct target target;
	struct list_set lists;
	struct choice *choice;
	size_t choices;
	struct job_copy *copy;
	size_t copies;
	struct endpoint server[JOB_SERVERS_MAX];
	size_t servers;
	struct endpoint resolver[JOB_SERVERS_MAX];
	size_t resolvers;
	struct source from;
	struct str *name; /* for lists of names */
	size_t names;
};

/* Reads targets, lists, copies and servers. -1: go on; else the exit code to leave with. */
int job_prepare(struct sweep_job *job, const struct option_list *operands);
void job_done(struct sweep_job *job);

/* Which lists are asked, now that addresses and names are known; `to_show`: only to tell which,
 * so that it is no fault if none is. -1 or an exit code. */
int job_choose(struct sweep_job *job, bool to_show);

/* The budgets' ledger; NULL where nobody is asked who has a budget. -1 or an exit code. */
int job_ledger(const struct sweep_job *job, struct ledger **out);

/* Whom to ask for name servers, and where everything is asked from. */
struct resolvers job_whom(const struct sweep_job *job);

const struct copy *job_copy_of(const struct sweep_job *job, const struct list *list);

/* The copy that the configuration names for a list, loaded now. */
NODISCARD int job_own_copy(struct sweep_job *job, const struct list *list, const struct copy **out,
			   struct err *err);

/* A name to ask lists of names about; no second time. False if it is no name, or too many. */
bool job_add_name(struct sweep_job *job, struct str name);

/* Questions spared because another list of the sweep contains what they would tell. */
uint64_t job_saved_siblings(const struct sweep_job *job);
