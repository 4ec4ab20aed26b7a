/* The one thread of a process waiting for what happens next: timers, descriptors, signals.
 *
 * A callback does one thing and returns; nothing in it blocks. Callbacks may make, change
 * and free timers and descriptors, their own too. Whatever was made is freed before the
 * loop, except signals, which end with it.
 */
#pragma once

#include "base/when.h"

struct loop;
struct loop_timer;
struct loop_fd;

enum { LOOP_READ = 1, LOOP_WRITE = 2 };

typedef void loop_fn(void *ctx);
typedef void loop_fd_fn(void *ctx, unsigned ready); /* LOOP_READ, LOOP_WRITE or both */

struct loop *loop_new(void);
void loop_free(struct loop *loop);

/* Until loop_stop() is called, or nothing is left that could happen. */
void loop_run(struct loop *loop);

/* Ends loop_run() after the present callback. */
void loop_stop(struct loop *loop);

/* Rests until it is set. Times are good to a fraction of a millisecond. */
struct loop_timer *loop_timer_new(struct loop *loop, loop_fn *fn, void *ctx);
void loop_timer_set(struct loop_timer *t, struct span in); /* once; replaces what was set */
void loop_timer_stop(struct loop_timer *t);
void loop_timer_free(struct loop_timer *t);

/* Watches nothing until it is told what. The descriptor stays the caller's: he frees this
 * first and closes it then. End of file and errors are ready for what was wanted. */
struct loop_fd *loop_fd_new(struct loop *loop, int fd, loop_fd_fn *fn, void *ctx);
void loop_fd_want(struct loop_fd *f, unsigned want); /* LOOP_READ, LOOP_WRITE, both or 0 */
void loop_fd_free(struct loop_fd *f);

/* Runs `fn` in the loop whenever `signal` arrives; alone it does not keep the loop running. */
void loop_signal(struct loop *loop, int signal, loop_fn *fn, void *ctx);
