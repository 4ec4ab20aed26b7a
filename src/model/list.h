/* One DNS block or white list: how it is asked, what its codes mean, what its operator allows.
 *
 * Plain values that live in the arena of whoever loaded them (conf/lists). A code is the A
 * record of an answer as a number in host order: 127.0.0.2 is 0x7f000002.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/endpoint.h"
#include "base/ip.h"
#include "base/range.h"
#include "base/when.h"

#define LIST_CODES_MAX 96  /* codes of one list */
#define LIST_POINTS_MAX 16 /* test points of one list */
#define LIST_SERVERS_MAX 4 /* servers named by our operator */

enum list_subject { LIST_ADDRESSES, LIST_NAMES };

/* How the last octets are read. */
enum list_style {
	LIST_SET,     /* each A record is one code of the table */
	LIST_BITS,    /* the last octet is a mask; the codes are its bits */
	LIST_SCORE,   /* the last octet is a number */
	LIST_ORDINAL, /* the codes are steps from bad to good */
	LIST_TRUST,   /* 127.0.category.trust */
};

/* What being given a code says about the address. */
enum list_kind {
	LIST_NEUTRAL, /* known, and no listing: a middling step, a score, a sample entry */
	LIST_BLOCK,   /* abuse was seen */
	LIST_POLICY,  /* should not send mail directly; harmless for what does not */
	LIST_RANGE,   /* the network or its owner is meant, not the address */
	LIST_WHITE,   /* a good sign; losing it is news */
	LIST_REFUSAL, /* the operator does not serve us: no word about the address */
};

enum list_unit { LIST_EACH, LIST_BY_24, LIST_BY_ALLOCATION, LIST_BY_ASN };

/* What the operator asks for before a provider may ask by machine. */
enum list_terms {
	LIST_FREE,
	LIST_NON_COMMERCIAL, /* free, but not for a provider's machine-made questions */
	LIST_REGISTERED,     /* the asking address must be registered */
	LIST_BY_KEY,         /* a key label stands before the zone */
	LIST_BY_CONTRACT,    /* paid, or no public zone at all */
};

enum list_evidence {
	LIST_SEEN,     /* what we say was read at the operator's */
	LIST_MEMORY,   /* from hearsay: not yet proven */
	LIST_DISPUTED, /* sources disagree, or it may not live any more: not yet proven */
};

struct list_code {
	uint32_t lo, hi; /* both included; of LIST_BITS: lo = hi = the bit's value, 1 to 128 */
	enum list_kind kind;
	uint8_t severity; /* 0 (none) to 5 (blocks at most large receivers) */
	bool when_rare;   /* a refusal in disguise if many unrelated addresses are given it */
	struct str meaning;
};

/* A name that must, or must not, be listed. */
struct list_point {
	struct ip ip;    /* of a list of addresses */
	struct str name; /* of a list of names */
	uint32_t want;   /* the code it must be given; 0: any */
};

/* Questions per operator and asking address; 0: no such limit. */
struct list_budget {
	uint32_t per_s, per_day, per_month;
};

struct list {
	struct str zone;     /* without the key, lower case, no final dot */
	struct str apex;     /* owner of its SOA; the zone itself where it has a zone cut */
	struct str operator; /* budgets are the operator's, shared by all his zones */
	struct str title;    /* the operator as people know him */
	struct list_budget budget;

	enum list_subject subject;
	bool v4, v6;
	enum list_style style;
	enum list_unit unit;
	struct list_code *codes;
	size_t n_codes;
	struct list_point *listed; /* test points that must be listed; may be none */
	size_t n_listed;
	bool any_point;           /* one of them is enough: families are not known */
	struct list_point *clean; /* that must not be */
	size_t n_clean;

	enum list_kind kind; /* what the list as a whole is for */
	uint8_t severity;    /* of its worst code */
	struct str part_of;  /* zone whose answer contains this one's; empty: none */
	struct span expiry;  /* usual time from the last cause to removal; 0: unknown */
	struct str removal;  /* page or rule; "{ip}" stands for the address */

	enum list_terms terms;
	struct str terms_text;
	bool accepted;  /* our operator says that he fulfils the terms */
	struct str key; /* secret: never printed, see list_redact */
	enum list_evidence evidence;
	bool off; /* our operator does not want it asked */

	struct str bulk;         /* where a copy can be had; empty: nowhere */
	bool bulk_free;          /* without a contract */
	struct str copy;         /* our operator's local copy (path or URL); empty: none */
	struct endpoint *server; /* whom to ask instead of looking for its name servers */
	size_t n_servers;
	struct str dead_why;   /* not empty: dead or dangerous, never asked */
	struct str dead_since; /* YYYY, YYYY-MM or YYYY-MM-DD; empty: not known */
	bool dead_below;       /* the same holds for every zone below it */
};

/* What a list is granted whose operator has not said what he allows. */
extern const struct list_budget list_house_budget;

/* A zone that the catalogue does not know, by the defaults of RFC 5782: addresses of both
 * families; 127.0.0.2 to 127.0.0.255 is listed, any other code is a new one; 127.0.0.2 or
 * ::ffff:7f00:2 must be listed, 127.0.0.1 and ::ffff:7f00:1 must not; budget of the house. */
void list_unknown_zone(struct arena *mem, struct str zone, struct list *out);

/* The name to print: the zone, never its key. */
struct str list_name_shown(const struct list *l);

/* The name to ask below: the zone with its key before it, where it needs one. */
void list_zone_asked(const struct list *l, struct buf *out);

/* Adds `text` with every occurrence of the key replaced by "KEY". */
void list_redact(const struct list *l, struct str text, struct buf *out);

/* How to be removed, with the address put in its place. */
void list_removal(const struct list *l, struct ip ip, struct buf *out);

/* The addresses that one question about `ip` answers for: /64 of IPv6, /24 of range lists. */
struct range list_unit_of(const struct list *l, struct ip ip);
bool list_takes(const struct list *l, struct ip ip); /* of a family that it lists */

/* The table's narrowest entry for an A record (LIST_BITS: of one bit), NULL if there is none. */
const struct list_code *list_code_of(const struct list *l, uint32_t code);

/* Whether a SOA of this owner is the list's own, not a parent's; final dot and case are free. */
bool list_owns(const struct list *l, struct str owner);

bool list_is_dead(const struct list *l);
const char *list_kind_name(enum list_kind k);
