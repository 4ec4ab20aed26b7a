/* The bucket: refilled when it is looked at. */
#include "sweep/pace.h"

struct pace pace_of(unsigned rate)
{
	double depth = rate / 20.0;

	return (struct pace){ .rate = rate, .ready = 1, .depth = depth < 1 ? 1 : depth };
}

bool pace_ready(struct pace *p, struct span now)
{
	double gained;

	if (p->rate <= 0)
		return true;
	if (p->at.us == 0)
		p->at = now;
	gained = (double)(now.us - p->at.us) * p->rate / 1e6;
	if (gained > 0) {
		p->ready += gained;
		p->at = now;
	}
	if (p->ready > p->depth)
		p->ready = p->depth;
	return p->ready >= 1;
}

void pace_take(struct pace *p)
{
	if (p->rate > 0)
		p->ready -= 1;
}

struct span pace_wait(const struct pace *p)
{
	return (struct span){ (int64_t)((1 - p->ready) / p->rate * 1e6) + 1 };
}
