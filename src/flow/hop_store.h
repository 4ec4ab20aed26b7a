/* Halves of hand-overs between servers that wait for the other half: as many as there is room for,
 * the oldest makes room for the next.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define HOP_STORE_MAX (1u << 18) /* halves of one kind */
#define HOP_STORE_SAME 64        /* that are looked at for one key: the newest */

/* What is known of a server at the other end of a connection; hashes, 0 where nothing is. */
struct hop_peer {
	uint32_t name, label, parent; /* of its whole name, its first label, and the rest */
	uint32_t address;
	bool known;
	bool loopback; /* this machine itself */
	bool ours;     /* no stranger can be there: a loopback or private address, or a port that is
			  configured */
};

struct hop_mark {
	uint64_t key; /* hash of the message's id at the next server */
	uint64_t message_id;
	uint64_t mail_hash; /* of the message in the table, if it is still there */
	uint32_t mail;
	uint32_t older, newer; /* of the same slot: mark + 1, or 0 */
	uint32_t at_s;
	uint32_t account, left; /* rows */
	struct hop_peer peer;
	uint16_t host;
	uint8_t origin;
	bool taken;   /* the other half has come */
	bool counted; /* the message counts for its account, or for the way it left by */
	bool hidden;  /* it is not asked for */
	uint32_t sent, deferred, bounced;
	uint64_t delay_ms, delay_max_ms;
};

struct hop_store {
	struct hop_mark *mark; /* a ring once it is full */
	uint32_t *slot;        /* mark + 1, 0: none; as many as there is room for marks */
	uint32_t marks, room, at;
};

/* An empty store is all zeros. */
void hop_store_done(struct hop_store *s);

void hop_store_add(struct hop_store *s, const struct hop_mark *mark);

/* Those with that key, the newest first, at most so many; valid until the next addition. */
uint32_t hop_store_find(struct hop_store *s, uint64_t key, struct hop_mark *out[HOP_STORE_SAME]);
