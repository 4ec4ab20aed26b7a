/* One sentence about an address: is it listed, whose doing was it, may it be handed out. */
#pragma once

#include "model/holder.h"
#include "model/listing.h"

#define FITNESS_REST SPAN_S(30 * 86400) /* so long after what hurt an address should rest */
#define FITNESS_TEXT_MAX 2000           /* octets of a sentence */

struct fitness_facts {
	struct instant now;
	const struct listing *listing;
	const struct str *whose; /* of each: who held the address when it began; empty: nobody */
	size_t listings;
	enum holder_kind kind;
	enum use use;
	struct str holder; /* now; empty: nobody named */
	size_t unknown;    /* lists that know nothing about it */
};

/* Appends the sentence. Returns whether it is fit to be handed out. */
bool fitness_judge(const struct fitness_facts *f, struct buf *out);
