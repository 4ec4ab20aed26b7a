/* Whether a zone's SOA serial tells that nothing changed, so that a sweep can be spared.
 *
 * Some zones never move their serial though the content moves, so it is believed only of a
 * server that proved it: for a week, with moves seen in both and never in the content alone.
 * One contradiction ends the belief for a month. Kept per zone and server address, since
 * mirrors differ. Audits (some addresses asked although the serial stands) go on for ever,
 * and once a day everything is asked.
 */
#pragma once

#include "base/when.h"

#include <stdbool.h>
#include <stdint.h>

#define SERIAL_PROVE_S (7 * 86400)     /* how long it must prove itself */
#define SERIAL_MOVES_MIN 3             /* sweeps that found serial and content moved */
#define SERIAL_STILL_MIN 5             /* sweeps that found neither moved */
#define SERIAL_DISTRUST_S (30 * 86400) /* after a contradiction */
#define SERIAL_FULL_S 86400            /* the longest time without a full sweep */

/* All zeros: nothing known. */
struct serial_gate {
	bool swept;                /* `serial` and `full` say something */
	uint32_t serial;           /* that the last sweep began with */
	struct instant full;       /* when the last full sweep began */
	struct instant proving;    /* since when it proves itself; us 0: it does not */
	struct instant distrusted; /* until then; us 0: it is not */
	uint32_t moves, still;     /* what sweeps have found since `proving` */
	uint32_t contradictions;   /* in all */
};

enum serial_verdict {
	SERIAL_SPARED,     /* it stands, and this server's word counts: audit only */
	SERIAL_MOVED,      /* sweep */
	SERIAL_FIRST,      /* sweep: never swept before */
	SERIAL_UNPROVEN,   /* sweep: it has not proved itself yet */
	SERIAL_DISTRUSTED, /* sweep: it stood still while the content moved */
	SERIAL_DAILY,      /* sweep: it is time for a full one */
};

/* What the serial seen just now allows. */
enum serial_verdict serial_decide(const struct serial_gate *g, uint32_t serial, struct instant now);

const char *serial_verdict_name(enum serial_verdict v); /* "spared", "moved", ... */

bool serial_is_proven(const struct serial_gate *g, struct instant now);
bool serial_is_distrusted(const struct serial_gate *g, struct instant now);

/* It stood still while the content moved: nothing of it counts for a month. */
void serial_distrust(struct serial_gate *g, struct instant when);

/* What a sweep, or an audit, has found. */
struct serial_sweep {
	struct instant begun;
	uint32_t before, after; /* serial at its beginning and end */
	bool full;              /* else an audit */
	bool moved;             /* an answer differs from what the sweep before had */
};

/* Learns from it. False: a contradiction, what was spared since the last sweep is void. */
bool serial_learn(struct serial_gate *g, const struct serial_sweep *s);
