/* Settings as tables: one row drives reading, checking, showing and the manual.
 *
 * A table describes a section whose values stand in a plain struct; each row knows where.
 */
#pragma once

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

#define CONF_SECRET_MAX 4096 /* octets of a secret */

enum conf_type {
	CONF_TEXT,   /* struct str */
	CONF_SECRET, /* struct str: the value, or @FILE to read it from; never shown */
	CONF_BOOL,   /* bool: yes, no */
	CONF_NUMBER, /* uint32_t */
	CONF_SPAN,   /* struct span */
	CONF_WORD,   /* int or enum: the place of the word */
	CONF_OWN,    /* by the functions of the row */
};

/* Where a value comes from. */
struct conf_source {
	struct arena *mem; /* values live in it */
	struct str file;   /* names of secrets are relative to its folder; may be empty */
};

/* Sets the field from `value`, which is empty to reset it. ERR_INPUT: a sentence without place. */
typedef int conf_set_fn(void *field, const struct conf_source *from, struct str value,
			struct err *err);
typedef void conf_show_fn(const void *field, struct buf *out);

struct conf_item {
	const char *key;
	enum conf_type type;
	size_t at;               /* offset of the field */
	const char *start;       /* the default, as one would write it; NULL: nothing */
	uint32_t least, most;    /* CONF_NUMBER; CONF_SPAN in seconds */
	const char *const *word; /* CONF_WORD, NULL-ended */
	conf_set_fn *set;        /* CONF_OWN */
	conf_show_fn *show;
	const char *about; /* for the manual: a sentence or two */
};

struct conf_table {
	const char *section;
	bool named; /* [section "name"] */
	const char *about;
	const struct conf_item *item;
	size_t n;
};

/* NULL, and a sentence that names the section and the key that was perhaps meant. */
const struct conf_item *conf_item_of(const struct conf_table *t, struct str key, struct err *err);

/* The table for a section; NULL, and a sentence, if there is none or a name is missing or too
 * many. */
const struct conf_table *conf_table_of(const struct conf_table *const *t, size_t n, struct str kind,
				       struct str name, struct err *err);

/* Sets one field of `into`. An empty value resets it to its default. */
NODISCARD int conf_set(const struct conf_item *item, void *into, const struct conf_source *from,
		       struct str value, struct err *err);

/* Every field to its default; dies if a default is wrong. */
void conf_defaults(const struct conf_table *t, void *into, struct arena *mem);

/* The value as one would write it; "(secret)" for a secret that is set. */
void conf_show(const struct conf_item *item, const void *of, struct buf *out);

/* The table as a section of a manual page (scdoc). */
void conf_manual(const struct conf_table *t, struct buf *out);
