/* The last starts of programs: a ring. */
#include "flow/script_runs.h"

#include <stdbool.h>
#include <string.h>

static uint8_t keep(char *to, struct str s)
{
	if (s.n)
		memcpy(to, s.p, s.n);
	return (uint8_t)s.n;
}

void script_runs_add(struct script_runs *r, struct str folder, struct str pid, struct str stamp)
{
	struct script_run *run = &r->run[r->next];

	if (folder.n == 0 || folder.n > SCRIPT_RUNS_FOLDER_MAX || pid.n > SCRIPT_RUNS_WORD_MAX ||
	    stamp.n > SCRIPT_RUNS_WORD_MAX)
		return;
	run->folder_n = keep(run->folder, folder);
	run->pid_n = keep(run->pid, pid);
	run->stamp_n = keep(run->stamp, stamp);
	r->next = (r->next + 1) % SCRIPT_RUNS_MAX;
}

/* Whether a part of the path is the user's name. */
static bool lies_with(struct str folder, struct str user)
{
	struct str part;

	while (str_cut(&folder, '/', &part))
		if (part.n && str_eq(part, user))
			return true;
	return false;
}

static bool belongs(const struct script_run *run, struct str user, struct str pid, struct str stamp)
{
	if (run->folder_n == 0)
		return false;
	if (run->pid_n && pid.n)
		return str_eq((struct str){ run->pid, run->pid_n }, pid);
	return str_eq((struct str){ run->stamp, run->stamp_n }, stamp) &&
	       lies_with((struct str){ run->folder, run->folder_n }, user);
}

struct str script_runs_take(struct script_runs *r, struct str user, struct str pid,
			    struct str stamp)
{
	for (uint32_t i = 1; i <= SCRIPT_RUNS_MAX; i++) {
		struct script_run *run = &r->run[(r->next + SCRIPT_RUNS_MAX - i) % SCRIPT_RUNS_MAX];
		struct str folder = { run->folder, run->folder_n };

		if (!belongs(run, user, pid, stamp))
			continue;
		run->folder_n = 0;
		return folder;
	}
	return (struct str){ 0 };
}
