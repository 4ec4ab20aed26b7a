/* The control socket: listening on it, dialling it, and who is at the other end. */
#pragma once

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>

struct peer {
	long pid; /* 0: not in our process namespace */
	unsigned uid;
	unsigned gid;
};

#define LISTEN_NO_GROUP (~0u)

/* A listening socket at `path` for its owner and for `group` (or LISTEN_NO_GROUP); what stands
 * there is replaced, which is right for the holder of the state's lock only. */
NODISCARD int listen_at(const char *path, unsigned group, struct err *err);

/* The next connection, non-blocking; ERR_LATER when there is none. */
NODISCARD int listen_accept(int listener, struct err *err);

/* A connection to `path`. ERR_GONE: nobody listens there; ERR_INPUT: not allowed. */
NODISCARD int listen_dial(const char *path, struct err *err);

/* Who made the other end, by the kernel's word. */
NODISCARD int listen_peer(int fd, struct peer *out, struct err *err);

/* Whether the peer belonged to the group when it connected. */
bool listen_peer_in(int fd, const struct peer *peer, unsigned group);

/* The number of a group's name; false if there is none. */
bool listen_group(const char *name, unsigned *out);

/* The user that we are. */
unsigned listen_own_uid(void);
