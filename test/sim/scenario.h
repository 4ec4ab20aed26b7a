/* A scenario file: what the network is like, what happens when, what must come of it.
 *
 * One line is one sentence; # begins a remark. A line that begins with `at TIME` happens
 * then (00:05 and 00:05:30 since the start, or a length such as 90s), others before the
 * start, `expect` without a time at the end:
 *
 *   seeds 1..20                       run with each of these seeds (default: 1)
 *   until 2h                          must have ended by then (default: 24h)
 *   once                              is not played once more to see that all is the same again
 *   fail udp_send each                run again with the 1st, 2nd ... such call failing
 *
 * and what the drivers understand besides (drive_*.c); doc/scenarios.md tells all words.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

#define SCENARIO_BYTES_MAX 65536
#define SCENARIO_LINES_MAX 4000
#define SCENARIO_RUNS_MAX 100000 /* seeds times failing calls */

struct scenario_told {
	uint64_t runs, steps;
	double hours; /* of simulated time */
};

/* Plays all runs of it; ERR_INPUT with file, line, seed and what was otherwise. */
NODISCARD int scenario_play(struct str name, struct str text, struct scenario_told *told,
			    struct err *err);

/* Every word that a line may begin with. */
void scenario_verbs(void (*tell)(const char *verb));
