/* netizen doctor: looks at everything a hub stands on, and ends with the next three steps. */
#pragma once

#include "base/source.h"
#include "cli/cli.h"
#include "conf/lists.h"
#include "conf/netizen_conf.h"
#include "sys/state.h"

enum doctor_level { DOCTOR_OK, DOCTOR_NOTE, DOCTOR_WARN, DOCTOR_FAIL };

/* What one check found; what to do about it, if anything, is one imperative sentence. */
struct doctor_finding {
	enum doctor_level level;
	const char *what; /* "settings", "disk", ... */
	struct str text, step;
};

struct doctor {
	struct cli *cli;
	struct state state;
	struct list_set lists;
	bool has_lists;
	struct source from; /* where lists are asked from */
	struct conf_resolvers resolver;
	bool set_up;                    /* something was configured or is kept */
	struct doctor_finding *finding; /* a few of each list at most */
	size_t n, room;
};

/* Notes a finding; `step` may be NULL. */
void doctor_note(struct doctor *d, enum doctor_level level, const char *what, struct str text,
		 const char *step);

/* The parts, the most urgent first: settings and catalogue, places and disk, who may read and
 * write what, the resolver; then what the hub says. */
void doctor_settings(struct doctor *d);
void doctor_places(struct doctor *d);
void doctor_rights(struct doctor *d);
void doctor_resolver(struct doctor *d);
void doctor_hub(struct doctor *d);
void doctor_lists(struct doctor *d);

extern const struct command cmd_doctor;
