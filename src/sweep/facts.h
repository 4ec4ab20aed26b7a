/* From what came over the wire, or out of a local copy, to the facts that a list's answer is
 * judged by. */
#pragma once

#include "model/answer.h"
#include "proto/dns_name.h"

struct told;
struct copy_found;

/* Facts, and the room that their owner's name lives in. */
struct facts {
	struct reply_facts reply;
	char owner[DNS_TEXT_MAX];
};

void facts_of_told(struct facts *f, const struct told *t);

/* A copy never denies by itself: what is not in it is clean in the zone's own name. */
void facts_of_copy(struct facts *f, const struct list *l, const struct copy_found *found);
