/* Names of data sets. */
#include "proto/rbl_type.h"

static const char *const name_of[] = {
	[RBL_UNKNOWN] = "unknown", [RBL_IP4SET] = "ip4set",   [RBL_IP4TRIE] = "ip4trie",
	[RBL_IP4TSET] = "ip4tset", [RBL_IP6TRIE] = "ip6trie", [RBL_IP6TSET] = "ip6tset",
	[RBL_DNSET] = "dnset",     [RBL_GENERIC] = "generic", [RBL_COMBINED] = "combined",
};

const char *rbl_type_name(enum rbl_type type)
{
	return name_of[type];
}

bool rbl_type_of(struct str name, enum rbl_type *out)
{
	for (unsigned i = RBL_IP4SET; i < LEN(name_of); i++) {
		if (str_eq_nocase(name, str_of(name_of[i]))) {
			*out = (enum rbl_type)i;
			return true;
		}
	}
	return false;
}
