/* Windows, waiting times (after RFC 6298) and silence. */
#include "sweep/upstream.h"

enum {
	SMALL = 8,               /* a window that overruns nobody */
	FLOOR = 2,               /* the window of a server that answers at times */
	DEAD_AFTER = 3,          /* losses in a row that a death needs at least */
	FIRST_PROBE = 1000000,   /* microseconds */
	LONGEST_PROBE = 60000000 /* microseconds */
};

void upstream_init(struct upstream *u, struct endpoint at, unsigned window)
{
	*u = (struct upstream){ .at = at, .window = window, .window_max = window };
	u->probe_wait = SPAN_US(FIRST_PROBE);
	u->stage = SLOT_LIST_EMPTY;
	for (size_t i = 0; i < UPSTREAM_CLASSES; i++)
		u->flight[i] = SLOT_LIST_EMPTY;
}

bool upstream_room(const struct upstream *u)
{
	return !u->unreachable && u->out + 1 <= u->window;
}

bool upstream_probe_due(const struct upstream *u, struct span now)
{
	return u->quiet && u->out == 0 && now.us >= u->probe_at.us;
}

void upstream_probed(struct upstream *u, struct span now)
{
	u->probe_at.us = now.us + u->probe_wait.us;
	u->probe_wait.us *= 2;
	if (u->probe_wait.us > LONGEST_PROBE)
		u->probe_wait.us = LONGEST_PROBE;
}

unsigned upstream_class(unsigned tries)
{
	unsigned class = tries > 0 ? tries - 1 : 0;

	return class < UPSTREAM_CLASSES ? class : UPSTREAM_CLASSES - 1;
}

struct span upstream_wait(const struct upstream *u, unsigned class)
{
	struct span wait = UPSTREAM_FIRST_WAIT;

	if (u->smooth.us > 0) {
		wait.us = u->smooth.us + 4 * u->spread.us;
		if (wait.us < UPSTREAM_SHORTEST_WAIT.us)
			wait = UPSTREAM_SHORTEST_WAIT;
	}
	wait.us <<= class;
	return wait.us < UPSTREAM_LONGEST_WAIT.us ? wait : UPSTREAM_LONGEST_WAIT;
}

void upstream_heard(struct upstream *u, struct span rtt, struct span now)
{
	int64_t off;

	if (rtt.us < 1)
		rtt.us = 1;
	if (u->smooth.us == 0) {
		u->smooth = rtt;
		u->spread.us = rtt.us / 2;
	}
	off = rtt.us > u->smooth.us ? rtt.us - u->smooth.us : u->smooth.us - rtt.us;
	u->spread.us += (off - u->spread.us) / 4;
	u->smooth.us += (rtt.us - u->smooth.us) / 8;
	u->heard = true;
	u->heard_at = now;
	u->wave_heard++;
	u->quiet = false;
	u->silent = u->knocks = 0;
	u->refused_since = u->refused_at = (struct span){ 0 };
	u->probe_wait = SPAN_US(FIRST_PROBE);
	u->window += 0.25;
	if (u->window > u->window_max)
		u->window = u->window_max;
}

/* The share lost in the wave that ends now; learns what of it is noise. */
static double share_lost(struct upstream *u)
{
	double share = (double)u->wave_lost / (u->wave_lost + u->wave_heard);

	if (u->window <= SMALL || share < u->noise)
		u->noise += (share - u->noise) / 2;
	if (u->noise > 0.4)
		u->noise = 0.4;
	return share;
}

static void halve(struct upstream *u)
{
	double floor = u->window_max < FLOOR ? u->window_max : FLOOR;

	if (u->quiet)
		floor = 1;
	u->window /= 2;
	if (u->window < floor)
		u->window = floor;
}

void upstream_missed(struct upstream *u, struct span sent, struct span now)
{
	u->wave_lost++;
	if (sent.us > u->heard_at.us && u->silent++ == 0)
		u->silent_since = sent;
	if (u->silent >= UPSTREAM_QUIET && !u->quiet) {
		u->quiet = true;
		u->probe_at.us = now.us + u->probe_wait.us;
	}
	if (sent.us < u->cut_at.us)
		return; /* of a wave that has been paid for */
	if (share_lost(u) > 2 * u->noise || u->quiet)
		halve(u);
	u->cut_at = now;
	u->wave_heard = u->wave_lost = 0;
}

void upstream_refused(struct upstream *u, struct span now)
{
	if (u->silent++ == 0)
		u->silent_since = now;
	if (!u->quiet)
		u->probe_at.us = now.us + u->probe_wait.us;
	u->quiet = true;
	u->window = 1;
	if (u->refused_since.us == 0)
		u->refused_since = now;
	u->refused_at = now;
}

bool upstream_refuses(const struct upstream *u)
{
	return !u->heard && u->refused_at.us - u->refused_since.us >= UPSTREAM_REFUSES.us;
}

bool upstream_dead(const struct upstream *u, struct span now, struct span patience)
{
	if (u->unreachable || upstream_refuses(u))
		return true;
	return u->quiet && u->silent >= DEAD_AFTER &&
	       now.us - u->silent_since.us >= patience.us / (u->heard ? 1 : 3);
}
