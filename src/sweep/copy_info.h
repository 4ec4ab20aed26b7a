/* What is known of a local copy besides its answers: size, age, faults, subzones. */
#pragma once

#include "base/err.h"
#include "base/ip.h"
#include "base/str.h"
#include "base/when.h"
#include "proto/rbl_type.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct copy;

struct copy_info {
	enum rbl_type type;  /* as given or as guessed */
	uint64_t entries;    /* lines that list or exclude something */
	uint64_t bad;        /* lines that could not be read */
	uint64_t bad_line;   /* the first of them */
	const char *bad_why; /* and why */
	uint64_t octets;     /* memory held */
	uint32_t serial;     /* of the SOA; the file's age in seconds since 1970 if that is 0 */
	bool has_soa;
	struct str soa_origin;
	struct instant stamp;   /* when the data was made, by itself or by the file's age */
	struct instant expires; /* WHEN_NEVER if it does not say */
	unsigned subzones;      /* not counting the zone itself */
	/* the zone itself has an entry that lists such, so that what is not in it is clean;
	 * addresses may also stand as names in their reversed form */
	bool has_ip4, has_ip6, has_names;
};

struct copy_info copy_info(const struct copy *c);

/* The name of subzone `sub`, relative to the zone; empty for 0. */
struct str copy_subzone(const struct copy *c, unsigned sub);

/* Whether the zone's silence about an address, or a name (len 0), means anything: it holds such
 * data. Some IPv6 addresses stand for IPv4 ones and are looked up there. */
bool copy_speaks_of(const struct copy *c, struct ip ip);

/* Whether `fresh` may take the place of `last`: ERR_INPUT if it lost more than half of the
 * entries, which smells of a transfer that was cut off. */
NODISCARD int copy_succeeds(const struct copy *fresh, const struct copy *last, struct err *err);
