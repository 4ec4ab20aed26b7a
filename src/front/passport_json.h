/* The passport of an address as JSON. */
#pragma once

#include "base/buf.h"
#include "model/fitness.h"
#include "model/holder_during.h"
#include "model/standing.h"
#include "store/listing_store.h"
#include "store/watch_store.h"

struct passport_listing {
	struct listing listing;
	struct holder_spell spell[HOLDER_SPELLS_MAX]; /* whose time it fell into */
	size_t spells;
	struct fitness_whose whose;
	const struct listing_news *change; /* the oldest first; none unless asked for */
	size_t changes;
};

struct passport {
	struct ip ip;
	struct instant at;
	const struct inventory *inv;     /* what is believed now, the oldest tenancy first */
	const struct holder_answer *now; /* whose it is */
	bool mail;
	bool history;
	const struct passport_listing *listing; /* the newest first */
	size_t listings;
	bool cut; /* there are more listings */
	const struct ptr_row *ptr;
	size_t ptrs;
	const struct standing *standing;
	size_t standings;
	bool fit;
	struct str judgement;
};

/* Why the list knows nothing about an address; NULL if it does. */
const char *passport_unknown(const struct standing *s);

void json_passport(struct buf *out, const struct passport *p);
