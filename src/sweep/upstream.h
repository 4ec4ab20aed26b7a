/* One server address as the engine sees it: how much may be outstanding there, how long to
 * wait for it, and whether it is alive.
 *
 * The window halves when something is lost, at most once per wave of packets, and grows by a
 * quarter for each answer. What is lost even while the window is small is not of our making:
 * such a share of loss is learnt as the path's noise and halves nothing. After some losses
 * in a row without an answer the server is quiet: it is left alone while others answer, but
 * for a probe now and then.
 */
#pragma once

#include "base/endpoint.h"
#include "base/when.h"
#include "sweep/slot.h"

#include <stdbool.h>

#define UPSTREAM_SOCKETS 4 /* at least, where the window needs no more */
#define UPSTREAM_SOCKETS_MAX 64
#define UPSTREAM_CLASSES 5            /* of waiting: each twice the one before */
#define UPSTREAM_QUIET 6              /* losses in a row */
#define UPSTREAM_FIRST_WAIT SPAN_S(1) /* before anything is known */
#define UPSTREAM_SHORTEST_WAIT SPAN_MS(100)
#define UPSTREAM_LONGEST_WAIT SPAN_S(5)
#define UPSTREAM_REFUSES SPAN_MS(900) /* so long: a first packet and its repetition */

struct upstream {
	struct endpoint at;
	unsigned sock[UPSTREAM_SOCKETS_MAX];
	unsigned socks;
	bool unreachable;           /* no route, or no socket for too long: never asked again */
	bool starved;               /* the latter */
	struct span starving_since; /* no socket could be opened; us 0: one could */
	bool quiet;
	bool heard; /* it has answered before */
	unsigned out;
	double window, window_max;
	struct span smooth, spread;     /* of its round trips */
	struct span cut_at;             /* when the window was halved last */
	unsigned wave_heard, wave_lost; /* answers and losses since then */
	double noise;                   /* the share that is lost whatever we do */
	struct span heard_at;
	unsigned silent;                       /* losses of what was sent since */
	unsigned knocks;                       /* of them, checks while it seemed dead */
	struct span silent_since;              /* when the first of them was sent */
	struct span refused_since, refused_at; /* by its machine, without an answer between */
	struct span probe_at, probe_wait;
	struct slot_list stage;                    /* chosen, not sent yet */
	struct slot_list flight[UPSTREAM_CLASSES]; /* sent, by how long they are waited for */
};

void upstream_init(struct upstream *u, struct endpoint at, unsigned window);

/* May one more be outstanding there? */
bool upstream_room(const struct upstream *u);

/* Is it quiet and time to try whether it still is? */
bool upstream_probe_due(const struct upstream *u, struct span now);
void upstream_probed(struct upstream *u, struct span now);

/* The class of waiting for the n-th packet of a question, and its length. */
unsigned upstream_class(unsigned tries);
struct span upstream_wait(const struct upstream *u, unsigned class);

void upstream_heard(struct upstream *u, struct span rtt, struct span now);
void upstream_missed(struct upstream *u, struct span sent, struct span now);
void upstream_refused(struct upstream *u, struct span now); /* its machine says: nobody there */

/* Has it never been heard, and its machine said again and again that nobody is there? Who was
 * heard may be starting anew: he has the patience that silence has. */
bool upstream_refuses(const struct upstream *u);

/* Does it refuse, or has it been silent for `patience`? (A third of that where it was never heard
 * at all.) */
bool upstream_dead(const struct upstream *u, struct span now, struct span patience);
