/* All rules about replies, and the one among them that is right for a reply.
 *
 * A rule is looked at only where four octets of its text stand in the reply, so that thousands of
 * rules cost one pass over it. Of the rules that hold the one that asks for most decides; our
 * operator's own before all others, those about the provider at hand before the general ones.
 */
#pragma once

#include "model/name_map.h"
#include "model/refusal_rule.h"

#define REFUSAL_RULES_MAX 8192
#define REFUSAL_PROVIDERS_MAX 1000
#define REFUSAL_SERVERS_MAX 4000 /* name patterns of servers, of all providers */
#define REFUSAL_TEXT_MAX 1024    /* octets of a reply that are looked at */
#define REFUSAL_ANY UINT32_MAX   /* no particular provider */

enum refusal_sort {
	REFUSAL_REPLY, /* tells the meaning */
	REFUSAL_CITES, /* names a block list */
	REFUSAL_SAYS,  /* tells the provider, where the server's name does not */
	REFUSAL_SORTS
};

struct refusal_rule {
	struct refusal_pattern pattern;
	enum refusal_sort sort;
	enum refusal_meaning meaning;
	uint32_t provider; /* number, or REFUSAL_ANY */
	struct str list;
	bool own;
	uint32_t weight; /* filled in */
	uint32_t next;   /* rule + 1 with the same four octets */
	uint16_t anchor; /* where these stand: in that piece, so far from its beginning */
	uint16_t anchor_at;
};

struct refusal_provider {
	struct str key, title;
};

struct refusal_rules {
	struct arena mem;
	struct refusal_rule *rule;
	uint32_t rules, room;
	struct refusal_provider *provider;
	uint32_t providers;
	struct name_map servers; /* ".google.com" to the provider */
	uint32_t *gram;          /* by hash: rule + 1 */
	uint32_t *coded;         /* rules without text */
	uint32_t codeds;
};

/* What is known of a reply. */
struct refusal_found {
	struct str provider; /* empty: none we know */
	enum refusal_meaning meaning;
	struct str list; /* the block list named, or empty; may look into the reply's text */
	bool by_text;    /* a text told it, not only a code */
};

void refusal_rules_init(struct refusal_rules *r);
void refusal_rules_done(struct refusal_rules *r);

/* The provider of that key, made if need be. ERR_INPUT: too many. */
NODISCARD int refusal_rules_provider(struct refusal_rules *r, struct str key, uint32_t *out,
				     struct err *err);

/* Servers whose name ends so (with a dot in front), or is so. ERR_INPUT: too many, or another's. */
NODISCARD int refusal_rules_server(struct refusal_rules *r, struct str name, uint32_t provider,
				   struct err *err);

/* `what`'s pattern is read from `text`; its weight and next need not be set. */
NODISCARD int refusal_rules_add(struct refusal_rules *r, const struct refusal_rule *what,
				struct str text, struct err *err);

/* Call it once all rules are there. */
void refusal_rules_seal(struct refusal_rules *r);

/* Rules that were not sealed, and none, find nothing. */
void refusal_rules_find(const struct refusal_rules *r, struct str server,
			const struct refusal_reply *codes, struct str text,
			struct refusal_found *out);
