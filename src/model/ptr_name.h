/* What a PTR name says about a mail address: its own, missing, not confirmed, or the generic
 * name of a pool.
 *
 * A generic name is one made from the address ("ip-192-0-2-1.hoster.example") or naming a
 * kind of line ("dynamic", "dsl", "pool"): the most common reason for policy listings.
 */
#pragma once

#include "base/ip.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

enum ptr_verdict {
	PTR_OK,          /* a name of its own that leads back to the address */
	PTR_MISSING,     /* no PTR record */
	PTR_UNCONFIRMED, /* the name does not lead back */
	PTR_GENERIC,     /* it leads back, but is the name of a pool */
	PTR_UNKNOWN,     /* the DNS did not say */
};

/* "ok", "missing", "not confirmed", "generic", "unknown" */
const char *ptr_verdict_name(enum ptr_verdict v);

/* Is the name made from the address, or the name of a kind of line? */
bool ptr_name_generic(struct str name, struct ip ip);

/* What is known of one name of the address. */
struct ptr_name_facts {
	struct str name;
	bool confirmed; /* its address records hold the address */
	bool unknown;   /* they could not be had */
};

/* Judges all names of one address: the best of them decides, as
 * mail servers take any. *best is its place, 0 where there is none. */
enum ptr_verdict ptr_judge(struct ip ip, const struct ptr_name_facts *name, size_t names,
			   size_t *best);
