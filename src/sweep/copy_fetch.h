/* Bringing local copies of lists here, by HTTP, HTTPS, rsync or from another file, and keeping
 * the last good version when a new one is none.
 *
 * In the folder stand, per zone: ZONE, the version in use; ZONE.last, the one before; ZONE.from,
 * where it came from and what the server said of it. Several processes may share the folder.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"
#include "base/when.h"
#include "proto/rbl_type.h"

#include <stdbool.h>

struct copy;

#define COPY_FETCH_S 1800 /* the longest that one transfer may take */

struct copy_source {
	struct str zone;
	enum rbl_type type;
	struct str from; /* http://, https://, rsync://, or a path */
	bool may_shrink; /* a person looked: take it though more than half is gone */
};

enum copy_news {
	COPY_NEW,  /* a new version is in use */
	COPY_SAME, /* it has not changed */
	COPY_KEPT, /* no new version, or none that can be used: the last good one stays */
};

struct copy_fetched {
	enum copy_news news;
	struct copy *copy;   /* in use now; the caller's, with copy_free */
	struct copy *before; /* the version before a new one, for copy_diff; NULL: none */
	struct err why;      /* of COPY_KEPT */
};

/* Whether the text is an address to fetch from, not a path. */
bool copy_is_remote(struct str from);

/* ERR_*: there is no version that can be used, not even an old one. */
NODISCARD int copy_fetch(const struct copy_source *source, struct str folder, struct instant now,
			 struct copy_fetched *out, struct err *err);

/* The same with what the courier has put aside as ZONE.new: COPY_SAME if nothing lies there. What
 * cannot be let in is removed. */
NODISCARD int copy_adopt(const struct copy_source *source, struct str folder, struct instant now,
			 struct copy_fetched *out, struct err *err);
bool copy_lies_aside(struct str zone, struct str folder);
