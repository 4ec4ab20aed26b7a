/* A till that holds exactly what a job was granted: never a packet more, and none on another day.
 */
#pragma once

#include "sweep/till.h"

struct grant {
	uint32_t left;
	struct instant granted;
};

/* As long as `g` lives. */
struct till grant_till(struct grant *g);
