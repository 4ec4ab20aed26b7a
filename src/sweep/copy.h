/* A local copy of a list: a file in rbldnsd's format, held as a compact read-only index.
 *
 * Addresses are kept as runs with one answer each, so a look-up is one short search whatever
 * the type of the data set; names as a table of hashes. Answers are those that rbldnsd would
 * give for the same file. A copy never changes: a new version of the file is a new copy,
 * and copy_diff says what the two answer differently.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/ip.h"
#include "base/str.h"
#include "base/when.h"
#include "proto/rbl_type.h"

#include <stdbool.h>
#include <stdint.h>

#define COPY_BYTES_MAX (4ull << 30) /* octets of a file, unpacked */
#define COPY_ENTRIES_MAX 50000000   /* entries of a file */
#define COPY_SUBZONES_MAX 64        /* zones below the base of a combined file */
#define COPY_FOUND_MAX 32           /* records of one answer */
#define COPY_TEXT_MAX 255           /* octets of a reason */

struct copy;

/* Where a copy comes from: "ZONE=PATH", "ZONE=TYPE:PATH". */
struct copy_spec {
	struct str zone; /* lower case, no final dot */
	enum rbl_type type;
	struct str path;
};

/* Views live in `arena`. ERR_INPUT names what is missing, never the text: there may be a key in
 * it. */
NODISCARD int copy_spec_parse(struct arena *arena, struct str text, struct copy_spec *out,
			      struct err *err);

/* Reads the file (plain or gzip). RBL_UNKNOWN guesses the type from the entries. ERR_INPUT:
 * no such file, not readable in this format, more than 1 % bad lines, cut off, expired or
 * from the future at `now`, beyond a limit. */
NODISCARD int copy_load(const struct copy_spec *spec, struct instant now, struct copy **out,
			struct err *err);
void copy_free(struct copy *c);

/* One record of an answer. */
struct copy_record {
	bool has_a, has_text;
	uint8_t a[4];
	uint32_t ttl;
	uint16_t set; /* which data set of the file */
	/* for copy_reason: the template, unless `literal`, and what it speaks of */
	bool literal;
	struct str text;
	struct ip ip;       /* len 0: a name */
	struct str subject; /* the entry's name */
};

struct copy_found {
	unsigned n;
	struct copy_record r[COPY_FOUND_MAX];
};

/* What the zone answers; false if the address or name is not listed: there is no A then. `sub`
 * is 0 for the zone itself, else the n-th subzone of a combined file. Views live as long as
 * the copy. A name is relative to the zone, in any case of letters; asked in the zone itself
 * it may lie in a subzone, and it may be an address in its reversed form. */
bool copy_ip(const struct copy *c, unsigned sub, struct ip ip, struct copy_found *out);
bool copy_name(const struct copy *c, unsigned sub, struct str name, struct copy_found *out);

/* Whether the address is listed and nothing else: the fast way. */
bool copy_has(const struct copy *c, unsigned sub, struct ip ip);

/* Appends the text of record `i` with everything substituted, at most COPY_TEXT_MAX octets of
 * it; nothing if it has none. */
void copy_reason(const struct copy *c, const struct copy_found *found, unsigned i, struct buf *out);
