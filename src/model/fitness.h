/* One sentence about an address: is it listed, whose doing was it, may it be handed out. */
#pragma once

#include "model/holder.h"
#include "model/listing.h"

#define FITNESS_REST SPAN_S(30 * 86400) /* so long after what hurt an address should rest */
#define FITNESS_TEXT_MAX 2000           /* octets of a sentence */

/* In whose time a listing began. */
struct fitness_whose {
	bool known;          /* false: it was there when its list was first asked */
	struct str customer; /* empty: nobody held the address */
};

struct fitness_facts {
	struct instant now;
	const struct listing *listing;
	const struct fitness_whose *whose; /* of each */
	size_t listings;
	enum holder_kind kind;
	enum use use;
	struct str holder; /* now; empty: nobody named */
	size_t unknown;    /* lists that know nothing about it */
};

/* Appends the sentence. Returns whether it is fit to be handed out. */
bool fitness_judge(const struct fitness_facts *f, struct buf *out);
