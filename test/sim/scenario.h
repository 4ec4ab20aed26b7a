/* A scenario file: what the network is like, what happens when, what must come of it.
 *
 * One line is one sentence; # begins a remark. A line that begins with `at TIME` happens
 * then (00:05 and 00:05:30 since the start, or a length such as 90s), others before the
 * start, `expect` without a time at the end:
 *
 *   seeds 1..20                       run with each of these seeds (default: 1)
 *   until 2h                          must have ended by then (default: 24h)
 *   fail udp_send each                run again with the 1st, 2nd ... such call failing
 *   zone ZONE at ADDR...              name servers, and the zone they serve
 *   dns NAME -> ADDR... | none        its A records from now on
 *   record NAME TYPE DATA
 *   serial ZONE N
 *   network loss 20% twice 5% delay 5ms..80ms
 *   server ADDR answers | gone | silent | error RCODE | cut | garbage | wrong-id |
 *               wrong-question | forged | parent | nothing | all ADDR | late SPAN | twice
 *   expect asked ADDR <= N            questions that came to a server
 *
 * and what the drivers understand besides (drive_*.c).
 */
#pragma once

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

#define SCENARIO_BYTES_MAX 65536
#define SCENARIO_LINES_MAX 1000
#define SCENARIO_RUNS_MAX 100000 /* seeds times failing calls */

struct scenario_told {
	uint64_t runs, steps;
	double hours; /* of simulated time */
};

/* Plays all runs of it; ERR_INPUT with file, line, seed and what was otherwise. */
NODISCARD int scenario_play(struct str name, struct str text, struct scenario_told *told,
			    struct err *err);
