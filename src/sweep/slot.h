/* The questions that are outstanding: a fixed number of slots, each on one list, and found by
 * the socket and the id that its packet went out with. */
#pragma once

#include "base/ip.h"
#include "base/when.h"
#include "proto/dns_name.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SLOT_NONE UINT32_MAX

struct slot_list {
	uint32_t first, last, n;
};

#define SLOT_LIST_EMPTY ((struct slot_list){ SLOT_NONE, SLOT_NONE, 0 })

struct slot {
	struct slot_list *on; /* the list it is on, or NULL */
	uint32_t next, prev;  /* on that list, or the next free one */
	uint32_t chain;       /* the next of its bucket */

	uint32_t zone;
	uint32_t sock;   /* where its last packet went out */
	uint16_t id;     /* with this id */
	bool bound;      /* and may be found by both */
	bool streamed;   /* asked over TCP */
	bool whole_name; /* `name` says what is asked, not `ip` */
	uint8_t where;   /* enum ask_where */
	int16_t pin;     /* the zone's server that `where` means; -1: it has no such server */
	int16_t last;    /* the zone's server asked last; -1: none yet */
	int16_t said;    /* the zone's server that `how` comes from; -1: none */
	uint8_t tries, faults;
	uint8_t paid;       /* packets that it may have so far */
	uint8_t how, rcode; /* what a server said that was no answer: enum told_how */
	uint16_t type;
	uint32_t failed; /* bits of the zone's servers that need not be asked again */
	struct ip ip;
	uint64_t tag;
	struct span sent, due; /* due: its deadline, or when it may go again */
	struct dns_name *name; /* room for one, kept with the slot */
};

struct slots {
	struct slot *slot;
	uint32_t cap, used, first_free;
	uint32_t fresh;   /* from here on none was used yet */
	uint32_t *bucket; /* slot + 1, 0: none */
	unsigned bits;    /* of a bucket's number */
};

void slots_init(struct slots *s, uint32_t cap);
void slots_done(struct slots *s);

/* A fresh one, on no list; SLOT_NONE when all are used. */
uint32_t slots_take(struct slots *s);
void slots_give(struct slots *s, uint32_t i); /* off its list, not to be found */

void slots_push(struct slots *s, struct slot_list *list, uint32_t i); /* last; off where it was */
void slots_drop(struct slots *s, uint32_t i);

/* Found by socket and id from now on; false if another one is already. */
bool slots_bind(struct slots *s, uint32_t i, uint32_t sock, uint16_t id);
void slots_unbind(struct slots *s, uint32_t i);
uint32_t slots_find(const struct slots *s, uint32_t sock, uint16_t id);
