/* Where programs were started that hand in mail, as Exim tells (log_selector +arguments), until the
 * message comes that one of them handed in.
 *
 * A folder is believed to be a message's if the same process says both, or else if it was told at
 * the same time as the message and lies in a folder named like the message's user. The last few
 * are remembered.
 */
#pragma once

#include "base/str.h"

#include <stdint.h>

#define SCRIPT_RUNS_MAX 64
#define SCRIPT_RUNS_FOLDER_MAX 200 /* octets of a folder that are kept */
#define SCRIPT_RUNS_WORD_MAX 40    /* of a process id, or a time */

struct script_run {
	char folder[SCRIPT_RUNS_FOLDER_MAX];
	char pid[SCRIPT_RUNS_WORD_MAX];
	char stamp[SCRIPT_RUNS_WORD_MAX];
	uint8_t folder_n, pid_n, stamp_n; /* folder_n 0: none, or taken */
};

struct script_runs {
	struct script_run run[SCRIPT_RUNS_MAX];
	uint32_t next;
};

/* Folders that are longer are left out. `pid` may be empty. */
void script_runs_add(struct script_runs *r, struct str folder, struct str pid, struct str stamp);

/* The folder of the message that came so, empty if none is known; valid until the next addition.
 * It is told once. */
struct str script_runs_take(struct script_runs *r, struct str user, struct str pid,
			    struct str stamp);
