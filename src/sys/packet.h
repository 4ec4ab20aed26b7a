/* One message, with at most one descriptor beside it, over a local socket that keeps message
 * borders (SOCK_SEQPACKET): the single calls under sys/channel, and enough for a client that
 * may wait. */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "base/when.h"

#define PACKET_MAX (256 * 1024) /* octets; what is larger goes as a sealed memfd */

/* Two connected ends, non-blocking and closed on exec. */
NODISCARD int packet_pair(int fd[2], struct err *err);

void packet_close(int fd); /* also a descriptor that came beside a packet; -1 is fine */

/* Makes room in the kernel for packets of PACKET_MAX. */
void packet_widen(int fd);

/* All or nothing. `pass` is a descriptor the peer gets a copy of, or -1. ERR_LATER: no room
 * now; ERR_GONE: nobody is there. */
NODISCARD int packet_send(int fd, struct str packet, int pass, struct err *err);

/* Replaces the content of `into`, whose ceiling is at least PACKET_MAX. *passed is the
 * caller's to close, or -1. ERR_LATER: nothing came; ERR_GONE: the peer closed; ERR_INPUT:
 * too long a packet, or more than one descriptor. */
NODISCARD int packet_read(int fd, struct buf *into, int *passed, struct err *err);

/* The same, waiting: ERR_LATER when `wait` has passed. */
NODISCARD int packet_await(int fd, struct buf *into, int *passed, struct span wait,
			   struct err *err);
