/* A tenancy or a holding, seen alike: whose, where, from when until when. */
#pragma once

#include "model/import_rows.h"

struct stay {
	struct str customer, machine;
	struct instant from, until;
	struct span from_gap, until_gap;
	struct instant known_from;
};

union stay_of {
	const struct tenancy *tenancy;
	const struct holding *holding;
};

struct stay stay_see(enum inv_kind kind, union stay_of of);

/* The place: range and ports, or what is held (a user or path with its machine). */
uint64_t stay_place_hash(enum inv_kind kind, union stay_of of);
bool stay_same_place(enum inv_kind kind, union stay_of a, union stay_of b);

/* The same customer's; a holding on another machine is another one. */
bool stay_same_holder(enum inv_kind kind, union stay_of a, union stay_of b);

/* Same in all that a row can state. */
bool stay_same(enum inv_kind kind, union stay_of a, union stay_of b);

/* A copy in `arena` with what the row states put over it. */
union stay_of stay_merge(struct arena *arena, union stay_of before, const struct import_row *row);

/* A copy with another end. */
union stay_of stay_ended(struct arena *arena, enum inv_kind kind, union stay_of before,
			 struct instant until, struct span gap);

/* A copy with another beginning. */
union stay_of stay_begun(struct arena *arena, enum inv_kind kind, union stay_of before,
			 struct instant from, struct span gap);

/* A copy as a new belief, from `now` on. */
union stay_of stay_learnt(struct arena *arena, enum inv_kind kind, union stay_of of,
			  struct instant now);

/* Appends "192.0.2.1" or "domain shop.example". */
void stay_name(struct buf *out, enum inv_kind kind, union stay_of of);

/* Appends the same, whose it is and when. */
void stay_tell(struct buf *out, enum inv_kind kind, union stay_of of);
