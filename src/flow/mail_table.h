/* The messages of a log by their ids, as many as there is room for: the one not named for longest
 * makes room for the next. Of those that are done with, only the last few are remembered: lines
 * may come late, but not very.
 *
 * An id belongs to a machine, and may be used again for another message once it is done with.
 */
#pragma once

#include "base/str.h"
#include "flow/hop_store.h"

#include <stdbool.h>
#include <stdint.h>

#define MAIL_ID_MAX 23        /* octets of an id */
#define MAIL_ENDED_MAX 16384u /* messages done with that are remembered */

struct mail {
	char id[MAIL_ID_MAX];
	uint8_t id_n;
	uint16_t host;         /* a number of the caller's for the machine */
	uint64_t hash;         /* of the id */
	uint32_t older, newer; /* by when they were last named */
	uint32_t sender;       /* row of its tally, or TALLY_NONE: not known yet */
	uint32_t account;      /* the same */
	uint32_t from;         /* its client among those of the filter, or TALLY_NONE */
	uint32_t sent, deferred, bounced;
	uint32_t handed_on;  /* of those sent: that became another message on this machine */
	uint32_t came_s;     /* when its client handed it in */
	uint64_t message_id; /* hash of its Message-ID; 0: none is known */
	struct hop_peer client;
	uint64_t child_hash; /* of the last message it was handed on as, or its bounce; 0: none */
	uint32_t child;      /* that one's place, if it is still there */
	uint64_t left_by;    /* all ways it left by: bits by row */
	uint64_t delay_ms;   /* of its deliveries that were not handed on */
	uint64_t delay_max_ms;
	uint8_t origin; /* an enum mail_class */
	bool begun;     /* it began in this log */
	bool timely;    /* and at a time that is asked for */
	bool counted;   /* and that counts */
	bool hidden;    /* not asked for: nothing of it counts */
	bool done;      /* gone from the queue */
	bool local;     /* handed in over the machine's own address */
	bool inner;     /* it was another message before */
	bool named;     /* its script is known */
};

struct mail_table {
	struct mail *mail; /* the first two are no messages: the heads of two circles of ages */
	uint32_t mails, max;
	uint32_t ended; /* that are done with */
	uint32_t room;
	uint32_t *slot;
	uint32_t slots;
	uint64_t seed;
	void (*forget)(void *owner, const struct mail *m); /* or NULL: it is about to go */
	void *owner;
	uint64_t dropped; /* that were not done when they made room */
};

/* Who does not know the seed cannot choose ids that are slow to find. */
void mail_table_init(struct mail_table *t, uint32_t max, uint64_t seed);
void mail_table_done(struct mail_table *t);

/* The message of that id on that machine, NULL if there is none. */
struct mail *mail_table_find(struct mail_table *t, uint16_t host, struct str id);

/* The same; it is made if there is none. Gone, or another's, after the next call. */
struct mail *mail_table_get(struct mail_table *t, uint16_t host, struct str id);

/* The next message of that id on another machine after `m`, or the first for NULL; NULL if there is
 * none left. It is not named by that. */
struct mail *mail_table_elsewhere(struct mail_table *t, uint16_t host, struct str id,
				  const struct mail *m);

/* It is done with. */
void mail_table_end(struct mail_table *t, struct mail *m);

/* All that is known but its place: the id is another message's now. */
void mail_table_renew(struct mail_table *t, struct mail *m);
