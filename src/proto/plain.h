/* A stream as it was before it was packed: by gzip, by zstd, or not at all, as its first octets
 * tell. One packed piece may follow another. */
#pragma once

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#define PLAIN_MAGIC 4 /* octets that tell it */

struct plain;

struct plain *plain_new(void);
void plain_free(struct plain *p);

/* Takes off *in what was used, and appends to `out` what has room there. Call again while *in is
 * not empty or `out` was filled to its ceiling. ERR_INPUT for what is damaged, or wants more than
 * 8 MiB of memory to unpack. */
NODISCARD int plain_feed(struct plain *p, struct str *in, struct buf *out, struct err *err);

/* After the last octet: what was kept to look at it, as by plain_feed. ERR_INPUT if the stream was
 * cut off. */
NODISCARD int plain_end(struct plain *p, struct buf *out, struct err *err);
