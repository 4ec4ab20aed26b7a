/* Imports and events, saved: what they change, and who brought them when and why.
 *
 * Nothing is overwritten: the belief in the old row ends, a new row begins, both know their
 * import.
 */
#pragma once

#include "base/arena.h"
#include "model/import_plan.h"
#include "store/db.h"

#define IMPORT_LIST_MAX 1000

struct import_note {
	int64_t id;        /* given by the store */
	struct instant at; /* when we learnt it: import_how.now, or as late as the newest import */
	struct str who;    /* "root", "uid 1000", ... */
	struct str why;    /* "import", "snapshot", "assign", ... */
	struct str source; /* names of files; may be empty */
	struct str digest; /* raw octets of what was brought; may be empty */
	bool snapshot;
	struct instant as_of; /* of a snapshot */
	uint32_t kinds;       /* bit 1 << INV_X: what a snapshot brought */
	size_t changes;       /* filled by the store */
};

/* Inside a transaction of the caller. Fills note->id and changes. ERR_GONE: a row that the
 * plan ends is no longer believed: load and plan again. */
NODISCARD int import_store_apply(struct db *db, const struct import_plan *plan,
				 struct import_note *note, struct err *err);

/* import_how.last: the newest snapshot of each kind; WHEN_EVER: none. */
NODISCARD int import_store_last(struct db *db, struct instant last[INV_KINDS], struct err *err);

/* The newest first, at most `*n`; *n becomes how many there are in `out`. */
NODISCARD int import_store_list(struct db *db, struct arena *arena, struct import_note *out,
				size_t *n, struct err *err);

/* The one of that id; ERR_GONE if there is none. */
NODISCARD int import_store_find(struct db *db, int64_t id, struct arena *arena,
				struct import_note *out, struct err *err);
