/* What the provider has and who holds it: machines, customers, prefixes, tenancies, holdings.
 *
 * Plain values. Intervals are half-open; WHEN_EVER begins what has no known beginning and
 * WHEN_NEVER ends what goes on. Natural keys: a machine's name, a customer's id, a prefix's
 * range, (range, ports, customer, from) of a tenancy, (kind, name, machine, customer, from)
 * of a holding.
 */
#pragma once

#include "base/attr.h"
#include "base/err.h"
#include "base/range.h"
#include "base/str.h"
#include "base/when.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INV_NAME_MAX 255      /* octets of a machine's name, a customer's id or name, a domain */
#define INV_PATH_MAX 4096     /* octets of a web root */
#define INV_NOTE_MAX 1000     /* octets of a note */
#define INV_CONTACTS_MAX 2000 /* octets of a customer's contacts */

enum inv_kind { INV_MACHINE, INV_CUSTOMER, INV_PREFIX, INV_TENANCY, INV_HOLDING, INV_KINDS };

/* What an address is for; a tenancy's use goes before that of the prefix around it. */
enum use {
	USE_UNSTATED,
	USE_SINGLE,  /* one customer */
	USE_SHARED,  /* a machine of many customers: holdings name them */
	USE_GATEWAY, /* others' mail or traffic leaves here: gateway, relay */
	USE_NAT,     /* many customers behind it, told apart by ports if at all */
	USE_FREE,
	USE_INFRA,
	USE_COUNT,
};

enum holding_kind {
	HOLDING_DOMAIN,
	HOLDING_MAILBOX, /* a domain whose mailboxes are here */
	HOLDING_USER,    /* a system user: means something on its machine only */
	HOLDING_PATH,    /* a web root */
	HOLDING_KINDS,
};

/* The true boundary lies in [t - gap, t]; 0 is exact. Of a beginning GAP_UNKNOWN says that
 * it was there when we first looked, since when nobody told. */
#define GAP_UNKNOWN ((struct span){ INT64_MAX })

/* Both ends included; 0 to 65535 is all of them. */
struct ports {
	uint16_t lo, hi;
};

#define PORTS_ALL ((struct ports){ 0, 65535 })

struct machine {
	int64_t id; /* the store's own; 0: not stored yet. The same below. */
	struct str name;
	struct str hostname; /* its full name, as in HELO; may be empty */
	struct str site;
	struct str note;
};

struct customer {
	int64_t id;
	struct str customer; /* the provider's own id for them */
	struct str name;
	struct str parent;   /* id of the reseller; empty: none */
	struct str contacts; /* "mail@a.example abuse:mail@b.example", one blank between */
	struct str language; /* BCP 47; empty: the provider's */
	struct str note;
};

struct prefix {
	int64_t id;
	struct range range;
	enum use use;
	bool floating;      /* its addresses move within minutes, by an API that tells us */
	bool mail;          /* its addresses send mail */
	struct str machine; /* may be empty */
	struct str note;
};

/* Customer C held addresses P on machine M. Without a customer it says what the addresses
 * were used for, with holdings or nobody behind them. */
struct tenancy {
	int64_t id;
	struct range range;
	struct ports ports;
	enum use use;
	bool floating;
	struct str customer; /* id; empty only with a use that is not single */
	struct str machine;  /* may be empty */
	struct instant from, until;
	struct span from_gap, until_gap;
	struct instant known_from, known_until; /* when we believed it */
};

struct holding {
	int64_t id;
	enum holding_kind kind;
	struct str name;     /* canonical, see holding_name() */
	struct str customer; /* id; never empty */
	struct str machine;  /* may be empty but for a user */
	struct instant from, until;
	struct span from_gap, until_gap;
	struct instant known_from, known_until;
};

/* All of it, or the part that a decision needs; views into arrays that others own. */
struct inventory {
	const struct machine *machine;
	const struct customer *customer;
	const struct prefix *prefix;
	const struct tenancy *tenancy;
	const struct holding *holding;
	size_t machines, customers, prefixes, tenancies, holdings;
};

/* "machine", "customer", ... and "machines", ... */
const char *inv_kind_name(enum inv_kind kind);
const char *inv_kind_names(enum inv_kind kind);

/* "single", "shared", "gateway", "nat", "free", "infrastructure"; "" when unstated. */
const char *use_name(enum use use);
bool use_parse(struct str text, enum use *out);

/* "domain", "mailbox", "user", "path". */
const char *holding_kind_name(enum holding_kind kind);
bool holding_kind_parse(struct str text, enum holding_kind *out);

/* Appends the name as it is kept: domains in lower case without a final dot, paths absolute
 * without doubled or final slashes. ERR_INPUT if it is no such thing. */
NODISCARD int holding_name(enum holding_kind kind, struct str text, struct buf *out,
			   struct err *err);

/* "25", "1024-2047"; empty is all. */
NODISCARD int ports_parse(struct str text, struct ports *out, struct err *err);
