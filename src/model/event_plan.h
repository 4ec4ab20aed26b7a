/* One change of tenancy, told as it happens: assign, release, move. */
#pragma once

#include "model/import_plan.h"

enum event_verb { EVENT_ASSIGN, EVENT_RELEASE, EVENT_MOVE };

struct event {
	enum event_verb verb;
	struct tenancy tenancy; /* range, ports, customer, machine, use, floating; from: when */
	struct instant now;     /* when we learn of it */
};

/* Release and move end the tenancy of exactly that range and ports that is there then; assign
 * and move begin one. A move keeps what it does not state. `have`: machines and customers
 * named, and all tenancies that overlap the range, as believed now. ERR_INPUT names both
 * sides of what contradicts. */
NODISCARD int event_plan(struct arena *arena, const struct inventory *have,
			 const struct event *event, struct import_plan *out, struct err *err);

const char *event_verb_name(enum event_verb verb);
bool event_verb_parse(struct str text, enum event_verb *out);
