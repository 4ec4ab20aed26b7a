/* Free addresses, and which of them to hand out first.
 *
 * The order: fewest listings now that hurt, then fewest others, then the least that is left of
 * former listings (each fades by half within ADVISE_HALF), then the longest time without a
 * tenant. Pure: who is free comes from the inventory, what is listed from the caller.
 */
#pragma once

#include "model/holder_index.h"
#include "model/listing.h"

#define ADVISE_HALF SPAN_S(60 * 86400)
#define ADVISE_LOOKED_MAX (1u << 20) /* IPv4 addresses of our prefixes that are looked at */

/* For what: for mail a listing by policy or of a whole range is as bad as any; on the web
 * nobody asks such lists. */
enum advise_for { ADVISE_ANY, ADVISE_MAIL, ADVISE_WEB, ADVISE_PURPOSES };

struct advise_address {
	struct ip ip;
	uint32_t hurts;               /* listings now that hurt */
	uint32_t others;              /* listings now that do not, or that are not yet sure */
	uint32_t before;              /* listings that ended */
	double taint;                 /* severity of those, faded */
	const struct listing *worst;  /* of those now; NULL: none */
	const struct listing *latest; /* the one that ended last; NULL: none */
	const struct tenancy *last;   /* who held it last; NULL: nobody that we know of */
};

struct advise_free {
	struct advise_address *address; /* rising */
	size_t n;
	uint64_t looked; /* addresses of our IPv4 prefixes */
	bool cut;        /* there are more prefixes than ADVISE_LOOKED_MAX addresses */
};

/* All IPv4 addresses in our prefixes that surely nobody holds, and that are not in common use. */
void advise_find(struct arena *arena, const struct inventory *inv, const struct holder_index *index,
		 struct instant now, struct advise_free *out);

/* What a listing means for the addresses it is about. It must live on. */
void advise_listing(struct advise_free *f, const struct listing *l, enum advise_for purpose,
		    struct instant now);

/* Puts the best first. */
void advise_rank(struct advise_free *f);

/* Why it stands where it stands, in words: one sentence for each of these. */
enum advise_reason { ADVISE_NOW, ADVISE_BEFORE, ADVISE_LEFT, ADVISE_REASONS };
void advise_say(const struct advise_address *a, enum advise_reason which, struct buf *out);

const char *advise_for_name(enum advise_for purpose); /* "any", "mail", "web" */
bool advise_for_parse(struct str text, enum advise_for *out);
