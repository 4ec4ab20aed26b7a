/* Databases of simulated processes: real ones on files, whose calls can fail and whose process
 * can be killed over them.
 *
 * The linker sends what opens a database here (--wrap), so that every connection of the program
 * is known. store_busy and store_disk fail for who writes, read_busy and read_disk for who reads;
 * at store_kill and read_kill it is killed.
 */
#pragma once

#include <stdbool.h>

enum sim_store_point { STORE_BEFORE_COMMIT, STORE_AFTER_COMMIT };

/* What is opened from now on belongs to this life (see local.h). */
void sim_store_life(unsigned life);

/* That life is over: what it has not committed is undone, and its connections do nothing more. */
void sim_store_kill(unsigned life);

/* Calls `fn` once, at that point of the next commit of this life; NULL: no more. */
void sim_store_await(unsigned life, enum sim_store_point point, void (*fn)(void *ctx), void *ctx);

/* After all are closed. */
void sim_store_end(void);
