/* The lists that a simulated hub watches, and how: told by a scenario before the hub begins. */
#pragma once

#include "base/source.h"
#include "conf/lists.h"
#include "model/agenda.h"
#include "model/listing.h"

struct watched_settings {
	struct list_set lists; /* n 0: nothing is watched, and no watch is there */
	struct agenda_rules agenda;
	struct listing_rules listing;
	struct source from;
};

const struct watched_settings *watched_settings(void);
