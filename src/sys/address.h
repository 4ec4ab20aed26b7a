/* An endpoint as the kernel's calls want it. */
#pragma once

#include "base/endpoint.h"
#include "base/source.h"

#include <sys/socket.h>

/* Fills *out and returns how much of it counts. */
socklen_t address_of(struct endpoint e, struct sockaddr_storage *out);

/* Binds a new socket to where `peer` is asked from, if that is said. 0, or -1 with errno. */
int address_bind(int fd, const struct source *from, struct ip peer);

/* Whether packets of this machine can leave from there. */
bool address_is_here(struct ip ip);
