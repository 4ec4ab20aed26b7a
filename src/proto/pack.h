/* A stream packed and unpacked with zstd, piece by piece. */
#pragma once

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

#define PACK_STEP (128u << 10) /* octets of room that one call wants in `out` */

struct pack;
struct unpack;

struct pack *pack_new(void);
void pack_free(struct pack *p);

/* Packs from *in, taking off it what was used, and appends to `out`, in which PACK_STEP octets
 * are free. With `last` nothing comes behind *in. True: *in is used up (and with `last` the
 * stream is whole); false: call again with room. */
bool pack_feed(struct pack *p, struct str *in, bool last, struct buf *out);

/* Refuses to give more than `max` octets in all. */
struct unpack *unpack_new(uint64_t max);
void unpack_free(struct unpack *u);

/* Unpacks from *in, taking off it what was used, and appends to `out` what has room there, at most
 * PACK_STEP octets. Call again while *in is not empty or something came. ERR_INPUT for what
 * was not packed so, and beyond `max`. */
NODISCARD int unpack_feed(struct unpack *u, struct str *in, struct buf *out, struct err *err);

/* After the last octet: ERR_INPUT if the stream was cut off. */
NODISCARD int unpack_end(const struct unpack *u, struct err *err);
