/* What one job has heard of one list: the plain result that the watch hands to the desk.
 *
 * Everything the job was given and that is neither in `hit` nor in `clean` is unknown. Only what
 * servers said that passed the closing health check is in here.
 */
#pragma once

#include "base/range.h"
#include "base/str.h"
#include "base/when.h"
#include "model/list.h"
#include "model/serial_walk.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HEARD_CODES_MAX 16
#define HEARD_WHY_MAX 255      /* octets */
#define HEARD_MEANING_MAX 1000 /* octets */
#define HEARD_REASON_MAX 1000  /* octets of TXT that are kept */
#define HEARD_HITS_MAX 100000  /* of one job */
#define HEARD_RUNS_MAX 200000

enum heard_health {
	HEARD_OK,
	HEARD_PARTIAL, /* some of its servers failed; what they said is left out */
	HEARD_BROKEN,
	HEARD_REFUSED,
	HEARD_SILENT,
	HEARD_LOST,  /* no name servers found, or no copy */
	HEARD_SPENT, /* the grant did not last */
	HEARD_HEALTHS,
};

struct heard_hit {
	struct range about; /* what the listing speaks of: an address, a network; empty: a name */
	struct str name;
	uint32_t code[HEARD_CODES_MAX]; /* A records, host order, in the order of the reply */
	unsigned codes;
	struct str meaning; /* of all codes, "; " between; may be empty */
	struct str reason;  /* TXT; may be empty */
	struct str server;  /* who said so; empty for a copy */
	uint32_t ttl;
	uint8_t severity;
	enum list_kind kind;
	bool policy;
	bool second; /* another server of the list, or a local copy, says so too */
};

/* Addresses (or networks) in a row that were clean. */
struct heard_run {
	struct range run;
};

struct heard {
	struct str zone;
	enum heard_health health;
	struct str why; /* empty when all is well */
	bool local;     /* a local copy was looked into */
	bool spared;    /* its servers' serials spared the walk: the audit was asked alone */
	struct instant begun, ended;
	uint32_t serial_before, serial_after; /* of the zone; 0: not known */
	const struct serial_word *word;       /* of every server that passed both checks */
	size_t words;
	uint32_t spent;          /* of the grant: packets */
	uint32_t asked, unknown; /* addresses, networks and names */
	uint32_t keep_s;         /* the shortest negative TTL; 0: none was told */
	const struct heard_hit *hit;
	size_t hits;
	const struct heard_run *clean;
	size_t cleans;
	const struct str *clean_name;
	size_t clean_names;
};

/* "ok", "partial", "broken", "refused", "silent", "lost", "spent". */
const char *heard_health_name(enum heard_health h);
bool heard_health_parse(struct str text, enum heard_health *out);

/* Whether the list answered rightly, so that clean and listed count. When the grant was spent
 * they count too, as far as they go. */
bool heard_is_good(enum heard_health h);
