/* Local sockets between the processes of a simulated machine: what lies below sys/packet.h and
 * sys/listen.h there, which sim_local.c implements a second time.
 *
 * A descriptor is a number above all real ones, and belongs to a life: of a role, until it is
 * killed, or 0. Several descriptors may be of one socket, as after a fork; it closes with the
 * last of them. Descriptors that travel beside packets are real ones (memfd).
 */
#pragma once

#include "base/err.h"
#include "base/when.h"
#include "sys/listen.h"

#include <stdbool.h>

#define LOCAL_FIRST (1 << 24) /* the first simulated descriptor */

void local_begin(void);
void local_end(void); /* nothing may be open by then but what lives of 0 left behind */

/* Another descriptor of the same socket, for a life. */
int local_dup(int fd, unsigned life);

/* Whom clients connect to; listen_accept() gives the connections to the listener's life. */
int local_listener(void);
int local_connect(int listener, const struct peer *who);

/* What is sent from now on through this socket takes so long; order is kept. */
void local_delay(int fd, struct span delay);

/* Nothing more fits in what this socket sends, until it does again. */
void local_full(int fd, bool full);

/* That life is over, at once: its descriptors neither read nor write any more, and are closed by
 * who clears up. */
void local_kill(unsigned life);

/* Who is told of a life that ends in the middle of a call, as local_dies() says. */
void local_on_death(void (*fn)(unsigned life));

/* Asked by calls that a process may be killed at: true if it is now. */
bool local_dies(const char *call, unsigned life);

/* What the descriptor is ready for: LOOP_READ, LOOP_WRITE, both or 0. */
unsigned local_ready(int fd);
