/* Who is probably sending spam: a decision with its reasons, from counts alone.
 *
 * Each reason has a bound that small numbers do not reach, and a weight; an account is suspected
 * when reasons of weight come together, or one speaks for itself. A busy account is no suspect for
 * being busy, nor for a list that our address is on. Relays and forwards, bounces and automatic
 * answers are never accused of what others made them send; a list only of what its owner's login or
 * script shows.
 */
#pragma once

#include "flow/mail_log.h"

enum suspect_reason {
	SUSPECT_MARK,      /* its script ran code that it was given */
	SUSPECT_SPAM,      /* refused for its content */
	SUSPECT_LISTED,    /* refused for our address: that may be another's doing */
	SUSPECT_UNKNOWN,   /* many of its recipients do not exist */
	SUSPECT_NETWORKS,  /* logged in from many networks within an hour */
	SUSPECT_COUNTRIES, /* and those in several countries */
	SUSPECT_GUESSED,   /* an address got in that had failed many times */
	SUSPECT_SENDERS,   /* many envelope senders */
	SUSPECT_VOLUME,    /* far more than usual in the last hour */
	SUSPECT_DOMAINS,   /* recipients in many domains */
	SUSPECT_REASONS
};

/* What is known of an account; 0 where nothing is. */
struct suspect_facts {
	enum mail_class class;
	bool marked;
	uint64_t messages, sent, deferred, bounced;
	uint64_t unknown, spam, listed;
	uint32_t senders, domains;
	struct quarters_change change;
	uint32_t networks; /* new within an hour */
	uint32_t countries;
	uint32_t guessed;
};

struct suspicion {
	uint32_t reasons; /* bits: 1 << enum suspect_reason */
	uint32_t weight;
	bool grave; /* one of them weighs much */
	bool suspected;
};

struct suspicion suspect_judge(const struct suspect_facts *f);

/* The word for JSON: "unknown users". */
const char *suspect_reason_name(enum suspect_reason r);
