/* The kinds of data set that rbldnsd knows, and their names. */
#pragma once

#include "base/str.h"

#include <stdbool.h>

enum rbl_type {
	RBL_UNKNOWN, /* to be guessed from what the file holds */
	RBL_IP4SET,
	RBL_IP4TRIE,
	RBL_IP4TSET,
	RBL_IP6TRIE,
	RBL_IP6TSET,
	RBL_DNSET,
	RBL_GENERIC,
	RBL_COMBINED,
};

/* "ip4set", ...; "unknown". */
const char *rbl_type_name(enum rbl_type type);

/* False if there is no data set of that name (acl is none: it says who may ask). */
bool rbl_type_of(struct str name, enum rbl_type *out);
