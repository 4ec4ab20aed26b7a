/* Whose time a stretch of time fell into: one holder after the other. */
#pragma once

#include "model/holder.h"

#define HOLDER_SPELLS_MAX                                                                          \
	16 /* more holders than that within one stretch are left out: the                          \
	    * latest, or of a stretch from WHEN_EVER the earliest */

struct holder_spell {
	const struct tenancy *tenancy; /* of the likeliest holder; NULL: nobody that we know of */
	struct instant from, until;    /* within the stretch */
	const char *sure;              /* as holder_sureness, at its beginning */
};

struct holder_stretch {
	struct ip ip;
	struct instant from, until; /* from WHEN_EVER: nobody knows; until WHEN_NEVER: goes on */
	const struct holder_skews *usual; /* for the beginning, whose time may be off */
};

/* Of `n` tenancies around the address; returns how many spells `out` (HOLDER_SPELLS_MAX) got, at
 * least one. Holders of the same customer in a row are one spell. */
size_t holder_during(const struct tenancy *const *tenancy, size_t n, const struct prefix *prefix,
		     const struct holder_stretch *stretch, struct holder_spell *out);
