/* The catalogue of lists as shipped, with what our operator changed, in memory. */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "model/list.h"

#define LISTS_MAX 2000           /* zones in all files together */
#define LISTS_FILE_MAX (4 << 20) /* octets of one file */

struct list_set {
	struct arena mem;
	struct list *list; /* in the order of the files */
	size_t n;
	struct str version; /* of the shipped catalogue: its date */
	struct str from;    /* folder it was read from */
};

/* Where things are; an empty string stands for the usual place. */
struct lists_places {
	struct str shipped;  /* --lists DIR; else $NETIZEN_SHARE/lists, the installed one, or
				share/lists of the source tree */
	struct str override; /* folder of our operator's *.conf, which need not exist; else
				/etc/netizen/lists.d */
};

/* ERR_INPUT names file, line, column and what would be right. */
NODISCARD int lists_load(struct list_set *out, const struct lists_places *where, struct err *err);
void lists_done(struct list_set *set);

/* By zone name, any case, a final dot allowed; of a dead list also names below it; of a list
 * with a key also KEY.zone, where `key` (may be NULL) gets the label. NULL: not known. */
const struct list *lists_find(const struct list_set *set, struct str zone, struct str *key);

/* A zone as somebody wrote it, valid or not, for a message: whatever may be a key is left out.
 * Of a text below a zone of the catalogue "KEY." and that zone, of others the last two labels. */
void lists_shown(const struct list_set *set, struct str zone, struct buf *out);

/* The list with a key that the name lies below, be it with a key or with more than that; NULL:
 * none. */
const struct list *lists_keyed_above(const struct list_set *set, struct str zone);

/* The sections of the manual page (scdoc). */
void lists_manual(struct buf *out);
