/* Listings of our addresses and names, and everything that ever changed in them.
 *
 * A listing is one row for ever; each change that a person may want to know is a row beside
 * it. Both are written in the transaction of the caller. Arrays and strings are in the arena.
 */
#pragma once

#include "base/arena.h"
#include "model/listing.h"
#include "store/db.h"

#define LISTING_PAGE_MAX 10000

/* What a job was about: its ranges (sorted or not), or names. */
struct listing_place {
	struct str zone;
	const struct range *part;
	size_t parts;
	const struct str *name;
	size_t names;
	struct instant now;
};

struct listings {
	struct listing *row;
	size_t n;
};

/* The list's listings that overlap the ranges, or have the names, and may still come to life: not
 * DROPPED, not ENDED longer than LISTING_REMEMBER ago. In the order of ids. */
NODISCARD int listing_store_load(struct db *db, const struct listing_place *place,
				 struct arena *arena, struct listings *out, struct err *err);

/* Inserts (id 0; the id is set) or updates all but the place, and notes the change at `at` unless
 * it is LISTING_NOTHING, as it should be given for what is held: that is no news yet. ERR_GONE:
 * no listing has that id. ERR_INPUT: another listing of the list goes on at that place. */
NODISCARD int listing_store_save(struct db *db, struct listing *l, enum listing_change change,
				 struct instant at, struct err *err);

/* Listings of the list whose `next` has come, the longest due first. */
struct listing_due {
	struct str zone;
	struct instant now;
	struct span soon; /* open ones that will be due within it, too */
	size_t most;      /* rows; LISTING_PAGE_MAX too */
};
NODISCARD int listing_store_due(struct db *db, const struct listing_due *due, struct arena *arena,
				struct listings *out, struct err *err);

/* When the first of the list's listings is to be asked again; WHEN_NEVER if none is. */
NODISCARD int listing_store_next(struct db *db, struct str zone, struct instant *out,
				 struct err *err);

/* Lets count what was said while the list was held: what of it is open is noted as BEGAN at
 * `at`, and as FADED if it is. How many were held: *n. */
NODISCARD int listing_store_release(struct db *db, struct str zone, struct instant at, size_t *n,
				    struct err *err);

struct listing_filter {
	bool open;            /* only those that go on and count */
	struct instant since; /* only those of which something changed since; WHEN_EVER: all */
	struct str zone;      /* empty: of every list */
	bool of_range;        /* only those that overlap `range` */
	struct range range;
	int64_t after; /* the last id of the page before; 0: the first page */
	size_t most;   /* rows; LISTING_PAGE_MAX too */
};

/* In the order of ids. */
NODISCARD int listing_store_list(struct db *db, const struct listing_filter *f, struct arena *arena,
				 struct listings *out, struct err *err);

/* Something that changed. */
struct listing_news {
	int64_t id;
	struct instant at;
	enum listing_change change;
	struct listing listing; /* as it is now */
};

struct listing_changes {
	struct listing_news *row;
	size_t n;
};

/* In the order they happened. */
struct listing_news_page {
	int64_t after;        /* the last id of the page before; 0: the first page */
	struct instant since; /* not before */
	size_t most;          /* rows; LISTING_PAGE_MAX too */
};
NODISCARD int listing_store_news(struct db *db, const struct listing_news_page *page,
				 struct arena *arena, struct listing_changes *out, struct err *err);

/* What changed in one listing, the oldest first. */
NODISCARD int listing_store_history(struct db *db, int64_t listing, struct arena *arena,
				    struct listing_changes *out, struct err *err);

/* How many count now, per list with any: for overviews. */
struct listing_count {
	struct str zone;
	uint64_t open;
};
NODISCARD int listing_store_count(struct db *db, struct arena *arena, struct listing_count **out,
				  size_t *n, struct err *err);
