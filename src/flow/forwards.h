/* Messages that came from outside, for a while: what a local program hands in with the Message-ID
 * of one of them is that message, forwarded.
 *
 * A program could choose the Message-ID so, to pass for a forwarder. So it must come soon, from the
 * same machine, and only a few times for each; and it stays the user's, in another class.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define FORWARDS_MAX 16384u /* messages that are remembered; a power of two */
#define FORWARDS_TIMES 4    /* that one is forwarded by a user's programs */
#define FORWARDS_SOON 120   /* seconds */

struct forwarded {
	uint64_t message_id; /* its hash */
	uint32_t at_s;
	uint16_t host;
	uint16_t left; /* times */
};

struct forwards {
	struct forwarded *seen; /* NULL: none yet */
};

void forwards_done(struct forwards *f);

/* It came from outside. */
void forwards_add(struct forwards *f, uint64_t message_id, uint16_t host, uint32_t at_s);

/* Whether a message that a local program hands in is such a one. */
bool forwards_take(struct forwards *f, uint64_t message_id, uint16_t host, uint32_t at_s);
