/* A named time zone (TZif, RFC 8536) and reading times that were written in it.
 *
 * The caller hands in the octets of the zone's file; nothing is opened here. What happened
 * twice or never when clocks were changed is refused, not guessed.
 */
#pragma once

#include "base/arena.h"
#include "base/when.h"

#define ZONE_FILE_MAX 65536   /* octets of a zone's file */
#define ZONE_CHANGES_MAX 4000 /* changes written out in it; the footer's rule is for ever */
#define ZONE_NAME_MAX 64

struct zone;

/* "Europe/Berlin": letters, digits, "_+-" and single "/"; safe below a folder of zones. */
bool zone_name_ok(struct str name);

/* In `arena`. ERR_INPUT if the octets are no zone, or one that counts leap seconds. */
NODISCARD int zone_read(struct arena *arena, struct str name, struct str octets, struct zone **out,
			struct err *err);

struct str zone_name(const struct zone *zone);

/* Seconds east of Greenwich at `t`. */
int zone_offset(const struct zone *zone, struct instant t);

/* The instants that the clocks of the zone showed so, earlier first: 0, 1 or 2. An offset that
 * was written is passed over. */
unsigned zone_instants(const struct zone *zone, const struct civil *civil, struct instant out[2]);

/* As written if there is an offset, else in `zone`. ERR_INPUT: no time; no offset and `zone`
 * NULL; shown twice or never. */
NODISCARD int zone_parse(const struct zone *zone, struct str text, struct instant *out,
			 struct err *err);
