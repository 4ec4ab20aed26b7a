/* A gzip stream unpacked piece by piece; what is not packed passes through. */
#pragma once

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gunzip;

/* Refuses to give more than `max` octets in all. */
struct gunzip *gunzip_new(uint64_t max);
void gunzip_free(struct gunzip *g);

/* Unpacks from *in, taking off it what was used, at most `room` octets to `to`; *got says how
 * many. Call until *in is empty and *got is less than `room`. ERR_INPUT for what is no gzip
 * after all, and beyond `max`. */
NODISCARD int gunzip_feed(struct gunzip *g, struct str *in, char *to, size_t room, size_t *got,
			  struct err *err);

/* After the last octet: ERR_INPUT if the stream was cut off. */
NODISCARD int gunzip_end(const struct gunzip *g, struct err *err);
