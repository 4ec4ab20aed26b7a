/* What the simulated parts of sys let a test see and do beyond their headers. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct loop;

/* After loop_run(): did somebody stop it? If not, nothing could happen any more. */
bool sim_loop_stopped(const struct loop *loop);

/* A simulated descriptor may have become ready: the loop looks at all that are watched. */
void sim_loop_look(void);

/* Sends a signal to the program; false if it does not listen for it. */
bool sim_signal(int signal);

/* Frees what sockets left behind and begins to count anew; before world_begin() and at the end. */
void sim_udp_begin(void);

/* Datagrams that came to sockets since closed, or from others than their peer. */
uint64_t sim_udp_dropped(void);
