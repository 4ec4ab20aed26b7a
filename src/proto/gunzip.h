/* A gzip stream unpacked piece by piece; what is not packed passes through. */
#pragma once

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

struct gunzip;

/* Refuses to give more than `max` octets in all. */
struct gunzip *gunzip_new(uint64_t max);
void gunzip_free(struct gunzip *g);

/* Unpacks from *in, taking off it what was used, and appends to `out` what has room there. Call
 * again while *in is not empty or `out` was filled to its ceiling. ERR_INPUT for what is no
 * gzip after all, and beyond `max`. */
NODISCARD int gunzip_feed(struct gunzip *g, struct str *in, struct buf *out, struct err *err);

/* After the last octet: ERR_INPUT if the stream was cut off. */
NODISCARD int gunzip_end(const struct gunzip *g, struct err *err);
