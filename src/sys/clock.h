/* The only place that asks what time it is; everyone else is told. */
#pragma once

#include "base/when.h"

/* The time of day, as this machine believes it. */
struct instant clock_now(void);

/* Time that never steps, since a moment of no meaning: for deadlines and durations. */
struct span clock_mono(void);

/* What this process has cost so far. */
struct clock_cpu {
	struct span user, sys;
};
struct clock_cpu clock_cpu(void);
