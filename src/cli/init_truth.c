/* Starting a hub, waiting for its first look at what sends mail, and ending it. */
#include "cli/init_truth.h"

#include "cli/hub.h"
#include "cli/overview.h"
#include "sys/spawn.h"

#include <stdio.h>

#define END_WAIT SPAN_S(120)

static int start(struct cli *cli, pid_t *pid, struct err *err)
{
	const char *argv[4] = { hub_program(cli) };
	const struct spawn_fd quiet = { -1, 2 }; /* its log would run through the answer */
	const struct spawn s = { .path = argv[0], .argv = argv, .fd = &quiet, .fds = 1 };

	if (cli->state) {
		argv[1] = "--state";
		argv[2] = cli->state;
	}
	return spawn_start(&s, pid, err);
}

int init_truth(struct cli *cli)
{
	struct spawn_end end;
	struct err err;
	pid_t pid;
	int code;

	if (start(cli, &pid, &err) < 0)
		return cli_fail(cli, &err);
	printf("\nA hub looks at what sends mail now; that takes some minutes. The first "
	       "truth:\n\n");
	fflush(stdout);
	code = overview_show(cli, INIT_TRUTH_S);
	spawn_stop(pid);
	if (spawn_wait(pid, END_WAIT, &end, &err) < 0)
		return cli_fail(cli, &err);
	return code;
}
