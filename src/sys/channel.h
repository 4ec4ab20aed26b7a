/* Packets in both directions between two processes, in the loop.
 *
 * What cannot go out at once waits, up to a ceiling, in order. Who made the channel learns of
 * each packet and once of the end; he may free the channel in either call.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"
#include "sys/packet.h"

#include <stddef.h>

#define CHANNEL_QUEUE_MAX (16u << 20) /* octets waiting to go out */

struct loop;
struct channel;

struct channel_calls {
	/* `packet` is a view for this call; `passed` (or -1) is closed after it unless it was
	 * kept by channel_keep(). */
	void (*got)(void *ctx, struct str packet, int passed);
	/* The peer is gone or broke the rules (ERR_INPUT); nothing comes after it. */
	void (*gone)(void *ctx, const struct err *why);
	void *ctx;
};

/* Takes the descriptor, which is closed with the channel. */
struct channel *channel_new(struct loop *loop, int fd, const struct channel_calls *calls);
void channel_free(struct channel *c);

/* Now or as soon as the peer reads. `pass` (or -1) stays the caller's. ERR_LATER: too much is
 * waiting; ERR_GONE: nobody is there. */
NODISCARD int channel_send(struct channel *c, struct str packet, int pass, struct err *err);

/* A descriptor of one's own for the one that came beside a packet. */
int channel_keep(int passed);

/* Octets waiting to go out. */
size_t channel_waiting(const struct channel *c);

/* No reading until told so again: what comes meanwhile waits with the sender. */
void channel_rest(struct channel *c, int rest);
