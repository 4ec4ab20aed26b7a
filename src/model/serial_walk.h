/* May a walk over a list be spared? What the serial gates of all its servers say together.
 *
 * Servers of one list are mirrors that follow each other, and an answer does not tell how old the
 * data was that it came from. So they are weighed together: content that moved while no server's
 * serial did is a contradiction of all of them, and a walk is spared only if every server that
 * answers shows the serial that the last whole walk over the same space found it with.
 */
#pragma once

#include "base/endpoint.h"
#include "model/serial.h"

#include <stddef.h>

#define SERIAL_SERVERS_MAX 16            /* of a list; who was not seen for longest gives way */
#define SERIAL_FORGET SPAN_S(30 * 86400) /* a server not seen for so long */
#define SERIAL_AUDIT 16                  /* steps that are asked although a walk is spared */

/* What a server said of itself in one job. */
struct serial_word {
	struct endpoint at;
	uint32_t before, after; /* at the two health checks; 0: not told */
};

struct serial_server {
	struct endpoint at;
	struct serial_gate gate;
	uint32_t first, last; /* in the walk that goes on; 0: it was not there at the beginning */
	struct instant seen;
};

/* Of one walk of a list. All zeros: nothing known. */
struct serial_walk {
	struct serial_server server[SERIAL_SERVERS_MAX];
	size_t servers;
	uint64_t space; /* fingerprint of what the last whole walk went over; 0: none, or of several
			 */
	uint64_t going; /* of the walk that goes on */
	bool moved;     /* an answer differed since the last walk ended */
	uint32_t spared; /* walks, ever */
	uint64_t saved;  /* questions that were not asked for it */
};

/* A job of the walk was heard. */
struct serial_job {
	const struct serial_word *word;
	size_t words;
	uint64_t space; /* fingerprint of what the walk goes over; not 0 */
	bool begins;    /* the walk's first one */
	struct instant at;
};
void serial_walk_hear(struct serial_walk *w, const struct serial_job *job);

/* The walk that began at `begun` has ended. `whole`: it was not spared. False: a contradiction;
 * what was spared since the last whole walk is void, and the list's other walks are to be
 * distrusted. */
bool serial_walk_end(struct serial_walk *w, struct instant begun, bool whole);

void serial_walk_distrust(struct serial_walk *w, struct instant when);

/* The serials that would spare a walk over `space` now, as `before`; how many. 0: none would. */
size_t serial_walk_spares(const struct serial_walk *w, uint64_t space, struct instant now,
			  struct serial_word out[SERIAL_SERVERS_MAX]);

/* Whether these servers, all that answer, show nothing but those. */
bool serial_words_spare(const struct serial_word *spare, size_t n, const struct serial_word *word,
			size_t words);

/* How far belief has come: the best of its servers. */
enum serial_trust { SERIAL_UNKNOWN, SERIAL_PROVING, SERIAL_BELIEVED, SERIAL_LIED };
enum serial_trust serial_walk_trust(const struct serial_walk *w, struct instant now);
const char *serial_trust_name(enum serial_trust t); /* "unknown", "proving", "believed", "lied" */
