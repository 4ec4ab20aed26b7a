/* Where questions are asked from: an address of this machine per family, or the kernel's choice.
 *
 * Operators of lists count the questions of each such address for itself.
 */
#pragma once

#include "base/ip.h"

#define SOURCE_ADDRESSES_MAX 2
#define SOURCE_TEXT_MAX (SOURCE_ADDRESSES_MAX * (IP_TEXT_MAX + 1))

struct source {
	struct ip four, six; /* len 0: as the kernel chooses */
};

/* One address more; a port is none. ERR_INPUT: no address that packets can leave from, or the
 * second of its family. */
NODISCARD int source_add(struct source *s, struct str text, struct err *err);

/* Addresses with blanks between; empty: the kernel's choice. */
NODISCARD int source_parse(struct str text, struct source *out, struct err *err);

/* The same back; `text` has room for SOURCE_TEXT_MAX + 1; returns it. */
const char *source_text(const struct source *s, char *text);

/* Where `peer` is asked from; len 0: as the kernel chooses. So are peers on this machine's own
 * loopback, unless the source is there too. */
struct ip source_for(const struct source *s, struct ip peer);

/* Who is counted by operators: the addresses, or one of len 0 that stands for the kernel's
 * choice. Returns how many. */
size_t source_counted(const struct source *s, struct ip out[SOURCE_ADDRESSES_MAX]);
