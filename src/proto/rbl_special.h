/* The $ keywords of rbldnsd's data files. */
#pragma once

#include "base/str.h"
#include "base/when.h"

#include <stdbool.h>
#include <stdint.h>

#define RBL_NS_MAX 32       /* names of an $NS line that count */
#define RBL_SUBZONES_MAX 64 /* names of a $DATASET line that are read */

enum rbl_special_kind {
	RBL_SOA,
	RBL_NS,
	RBL_TTL,
	RBL_TIMESTAMP,
	RBL_MAXRANGE4,
	RBL_VAR, /* $0 to $9 */
	RBL_BASE,
	RBL_DATASET,
	RBL_ENT, /* how denials are answered: nothing to a reader */
};

struct rbl_soa {
	struct str origin, person;
	uint32_t ttl, serial, refresh, retry, expire, minimum; /* serial 0: the file's age */
};

struct rbl_special {
	enum rbl_special_kind kind;
	union {
		struct rbl_soa soa;
		struct {
			uint32_t ttl;
			unsigned n;
			struct str name[RBL_NS_MAX];
		} ns;
		uint32_t ttl; /* 0: the server's own */
		struct {
			struct instant made, expires; /* WHEN_EVER and WHEN_NEVER: not said */
		} stamp;
		uint64_t range4; /* addresses that one entry may cover */
		struct {
			unsigned digit;
			struct str text;
		} var;
		struct str base;
		struct {
			struct str type, name;
			unsigned n;
			struct str subzone[RBL_SUBZONES_MAX]; /* "@" is the zone itself */
		} dataset;
	};
};

/* What follows the '$' of a line. False: no such keyword, or not in this form. Views into
 * `s`. */
bool rbl_special_get(struct str s, struct rbl_special *out);
