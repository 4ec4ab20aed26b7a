/* One line of an rbldnsd data file at a time: what it lists, excludes or sets.
 *
 * The reader keeps what holds from line to line (the type of the data set, the default value,
 * the largest range); whoever feeds it keeps everything else. A bad line changes nothing.
 */
#pragma once

#include "proto/rbl_addr.h"
#include "proto/rbl_special.h"
#include "proto/rbl_type.h"
#include "proto/rbl_value.h"

#include <stdbool.h>
#include <stdint.h>

#define RBL_LINE_MAX 65536 /* octets of a line without its end */
#define RBL_NAME_MAX 253   /* octets of a name */
#define RBL_LABEL_MAX 63   /* octets of one label of it */

enum rbl_fact_kind {
	RBL_NOTHING,  /* blank, comment, a record that no look-up gives */
	RBL_RANGE4,   /* ip4set, ip4trie, ip4tset */
	RBL_PREFIX6,  /* ip6trie, ip6tset */
	RBL_NAME,     /* dnset */
	RBL_RECORD,   /* generic: an A or a TXT */
	RBL_DEFAULT,  /* `value` holds from here on */
	RBL_SPECIAL,  /* a keyword, in `special` */
	RBL_TOO_WIDE, /* above $MAXRANGE4: left out, as asked */
	RBL_BAD,      /* unreadable: `why` */
	RBL_FATAL,    /* so wrong that the file cannot be used: `why` */
};

struct rbl_fact {
	enum rbl_fact_kind kind;
	const char *why;
	bool exclude;
	struct rbl_value value; /* of the entry; a data set of one value has it by default only */
	struct rbl_range4 range4;
	struct rbl_prefix6 prefix6;
	struct str name;   /* lower case; empty: the zone itself */
	bool plain, below; /* the name itself; everything below it */
	bool is_text;      /* RBL_RECORD: value.text, else value.a */
	bool has_ttl;      /* RBL_RECORD: a TTL of its own */
	uint32_t ttl;
	struct rbl_special special;
};

struct rbl_reader {
	enum rbl_type type; /* of the data set that the next line belongs to */
	bool combined;
	uint64_t range4; /* $MAXRANGE4 */
	struct rbl_value otherwise;
	char otherwise_text[RBL_TEXT_MAX];
	char name[RBL_NAME_MAX];
};

/* `type` is not RBL_UNKNOWN. */
void rbl_reader_init(struct rbl_reader *r, enum rbl_type type);

/* Reads a line without its end. Views in *out lead into the line and the reader, until the
 * next call. */
enum rbl_fact_kind rbl_read(struct rbl_reader *r, struct str line, struct rbl_fact *out);

/* A name in the form in which it is kept: lower case, no empty labels, no dot at the end.
 * False if it is none, or too long. `to` has room for RBL_NAME_MAX. */
bool rbl_name(struct str text, char *to, struct str *out);

/* The type that this line looks like; RBL_UNKNOWN if it does not say. */
enum rbl_type rbl_guess(struct str line);
