/* So many a second and not more: a bucket that refills evenly and holds a twentieth of a
 * second's worth. */
#pragma once

#include "base/when.h"

#include <stdbool.h>

struct pace {
	double rate;  /* a second; 0: no limit */
	double ready; /* how many may go now */
	double depth; /* how many may gather */
	struct span at;
};

struct pace pace_of(unsigned rate);

/* May one go now? */
bool pace_ready(struct pace *p, struct span now);
void pace_take(struct pace *p);

/* How long until one may go; asked when pace_ready() said no. */
struct span pace_wait(const struct pace *p);
