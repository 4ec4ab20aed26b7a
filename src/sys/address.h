/* An endpoint as the kernel's calls want it. */
#pragma once

#include "base/endpoint.h"

#include <sys/socket.h>

/* Fills *out and returns how much of it counts. */
socklen_t address_of(struct endpoint e, struct sockaddr_storage *out);
