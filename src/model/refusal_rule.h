/* One rule about the replies of mail servers: with these codes and this text a reply means that.
 *
 * Written as the reply is: "550 5.7.1 rejected by * policy". What looks like a code is one: "550",
 * "55x", "4xx"; "5.7.1", "x.7.1", "5.7.606-649", "x.7.x". The rest is text, in any case, "*" for
 * what may stand between; "{zone}" at its end for the name of a block list.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

#define REFUSAL_PATTERN_MAX 300 /* octets of a rule's text */
#define REFUSAL_PIECE_LEAST 4   /* octets that one piece of it must have */
#define REFUSAL_PIECES_MAX 8
#define REFUSAL_ZONE_MAX 253 /* octets of a name that stands for {zone} */

enum refusal_meaning {
	REFUSAL_UNKNOWN, /* refused, nobody knows why */
	REFUSAL_BLOCKLISTED,
	REFUSAL_REPUTATION,
	REFUSAL_RATE,
	REFUSAL_CONTENT,
	REFUSAL_VIRUS,
	REFUSAL_AUTHENTICATION, /* SPF, DKIM, DMARC */
	REFUSAL_PTR,            /* our reverse name, or HELO */
	REFUSAL_GREYLISTED,
	REFUSAL_POLICY,
	REFUSAL_SENDER, /* not from this sender */
	REFUSAL_RELAY,  /* not through this server */
	REFUSAL_USER_UNKNOWN,
	REFUSAL_DISABLED, /* the mailbox */
	REFUSAL_FULL,     /* the mailbox */
	REFUSAL_MOVED,
	REFUSAL_DOMAIN_UNKNOWN,
	REFUSAL_NO_MAIL, /* the domain takes none */
	REFUSAL_TOO_LARGE,
	REFUSAL_FORM,     /* the message, or an address, is malformed */
	REFUSAL_SECURITY, /* TLS or a login is wanted */
	REFUSAL_LOOP,
	REFUSAL_NETWORK, /* no way, no answer, given up */
	REFUSAL_THEIRS,  /* their own trouble */
	REFUSAL_OURS,    /* our server is set up wrongly */
	REFUSAL_MEANINGS
};

/* In words: "user unknown". */
const char *refusal_meaning_name(enum refusal_meaning m);

/* The same as a word of a file: "user-unknown". False: there is none. */
bool refusal_meaning_of(struct str word, enum refusal_meaning *out);

/* The words that there are, for a person, with commas between. */
struct buf;
void refusal_meaning_words(struct buf *out);

/* From lowest to highest, 0 to the highest number for what may be anything. */
struct refusal_codes {
	uint16_t reply[2];
	uint16_t class[2], subject[2],
		detail[2]; /* class[0] 0: an enhanced code need not be there */
};

/* Codes of a reply as numbers; 0 where there are none. */
struct refusal_reply {
	uint16_t reply, class, subject, detail;
};

struct refusal_reply refusal_reply_of(struct str reply, struct str enhanced);

bool refusal_codes_hold(const struct refusal_codes *c, const struct refusal_reply *r);

struct refusal_pattern {
	struct refusal_codes codes;
	bool coded;                           /* any code is named */
	struct str piece[REFUSAL_PIECES_MAX]; /* small letters, one blank where there are more */
	size_t pieces;                        /* 0: the codes alone */
	bool zone;                            /* a zone's name follows the last piece */
};

/* ERR_INPUT with a sentence: nothing in it, too long, no piece of it long enough. */
NODISCARD int refusal_pattern_read(struct arena *arena, struct str text,
				   struct refusal_pattern *out, struct err *err);

/* How much it asks for: of two that hold, the one that asks for more is right. A text asks for
 * more than codes do, a long one for more than a short one. */
enum { REFUSAL_BY_TEXT = 2000, REFUSAL_BY_CODE = 1000 };
uint32_t refusal_pattern_weight(const struct refusal_pattern *p);

/* Whether the pieces stand in the text, which is folded; *zone is what {zone} stands for. */
bool refusal_pattern_holds(const struct refusal_pattern *p, struct str text, struct str *zone);

/* Small letters, one blank for any number of them and for control octets; at most `n` octets to
 * `to`, and where each of them stood to `from`. Codes of the lines after the first are left out.
 * How many octets it has become. */
size_t refusal_fold(struct str text, char *to, uint16_t *from, size_t n);
