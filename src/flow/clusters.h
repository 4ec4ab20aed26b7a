/* Replies that no rule knows, like ones together, for a person to name.
 *
 * A word with anything but letters in it stands for itself only (an address, an id, a number, a
 * URL). Two replies are alike if they have the same codes and as many words, and most of the words
 * that are words are the same ones in the same places; where they differ anything may stand. What
 * finds no room is counted.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "flow/refusal.h"

#define CLUSTERS_MAX 200
#define CLUSTER_WORDS_MAX 40    /* of a reply that are looked at */
#define CLUSTER_EXAMPLE_MAX 300 /* octets of a reply that are kept */

struct cluster {
	uint64_t count;
	struct str reply, code; /* as in the first of them: "550", "5.7.1" */
	struct str server;      /* whose reply the first was */
	struct str example;
	uint32_t words;
	struct str word[CLUSTER_WORDS_MAX]; /* small letters; empty: anything */
	uint64_t hash[CLUSTER_WORDS_MAX];   /* of these; 0: anything */
};

struct clusters {
	struct cluster *of;
	uint32_t n, room;
	uint64_t turned_away;
	struct arena mem;
};

void clusters_done(struct clusters *c);

void clusters_add(struct clusters *c, const struct refusal *r);

/* Numbers of all, the largest first. */
uint32_t *clusters_order(const struct clusters *c, struct arena *arena);

/* The pattern of a rule (model/refusal_rule.h) that holds for all of them. */
void cluster_pattern(const struct cluster *c, struct buf *out);
