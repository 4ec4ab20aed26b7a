/* What one reply of a list means: listed, clean or unknown (why).
 *
 * Silence, refusals, strange codes and a dead zone's parent are never clean and never a
 * listing. The order of the tests is the point; see answer.c.
 */
#pragma once

#include "model/list.h"

#define REPLY_ADDRS_MAX 16  /* A records looked at; a reply with more keeps its first ones */
#define ANSWER_CODES_MAX 16 /* codes kept per answer */
#define ANSWER_TEXT_MAX 160 /* octets of answer_why_text with its NUL */

enum reply_fate {
	REPLY_CAME,
	REPLY_TIMEOUT,     /* nothing came, after all tries */
	REPLY_UNREACHABLE, /* the network said no */
	REPLY_GARBLED,     /* came and was no DNS reply */
	REPLY_MISMATCH,    /* was not about what we had asked */
};

/* One reply, as far as its meaning goes; the engine fills it from the packet. */
struct reply_facts {
	enum reply_fate fate;
	uint8_t rcode;
	bool aa, tc;
	size_t n_addrs;
	uint32_t addr[REPLY_ADDRS_MAX]; /* A records, host order */
	uint32_t ttl;                   /* the smallest of theirs */
	bool has_soa;                   /* in the answer or the authority section */
	struct str soa_owner;           /* without a final dot, any case */
	uint32_t soa_ttl, soa_minimum, serial;
};

enum answer_verdict { ANSWER_CLEAN, ANSWER_LISTED, ANSWER_UNKNOWN };

enum answer_why {
	WHY_NONE,
	WHY_TRANSPORT, /* timeout, unreachable, garbage, truncated, SERVFAIL: ask another server */
	WHY_REFUSED,   /* REFUSED, FORMERR, NOTIMP, another error rcode */
	WHY_ZONE_GONE, /* denied by a parent of the zone: the list has died */
	WHY_UNPROVEN,  /* denied without authority and without a SOA */
	WHY_REWRITTEN, /* an address outside 127.0.0.0/8: parked domain, lying resolver */
	WHY_OPERATOR,  /* 127.255.255.x: the operator's error codes */
	WHY_BLOCKED,   /* 127.0.0.1 where the list gives it no meaning: intercepted */
	WHY_QUOTA,     /* a code by which this operator says: not you, or too much */
	WHY_NEW_CODE,  /* a code that is not in the table */
	WHY_COUNT
};

struct answer_code {
	uint32_t raw;                 /* the A record */
	const struct list_code *code; /* NULL: new to us */
};

struct answer {
	enum answer_verdict verdict;
	enum answer_why why;
	bool retry;    /* another server of the zone may do better */
	bool odd;      /* believed, but note the server: records with NXDOMAIN, a new code beside */
	bool new_code; /* alarm: the table needs a look */

	/* what was said, also when it is not believed; bits are taken apart */
	size_t n_codes;
	struct answer_code codes[ANSWER_CODES_MAX];

	enum list_kind kind; /* when listed: the gravest code's */
	uint8_t severity;
	int score;        /* of LIST_SCORE and LIST_ORDINAL: the last octet; else -1 */
	struct span keep; /* TTL, or min(SOA TTL, SOA minimum) when clean; 0: nothing said */
};

struct answer answer_judge(const struct list *l, const struct reply_facts *f);

/* Listed by policy only: harmless for an address that sends no mail. */
bool answer_is_policy(const struct answer *a);

const char *answer_verdict_name(enum answer_verdict v); /* "listed", "clean", "unknown" */
const char *answer_why_name(enum answer_why why);       /* one word, for JSON */

/* The same as a sentence for a person, such as "the operator refuses: 127.255.255.254,
 * asked through a public resolver"; `text` has room for ANSWER_TEXT_MAX; returns it. */
const char *answer_why_text(const struct answer *a, const struct reply_facts *f, char *text);
