/* What has been said about each step of a walk, and by which server, so that it can be taken
 * back and told again: one octet per step, touched only where something was said.
 */
#pragma once

#include <stdint.h>

#define SAID_SERVERS_MAX 4 /* servers told apart */
#define SAID_WHY_MAX 60    /* the largest reason */

enum said_what { SAID_NOTHING, SAID_CLEAN, SAID_LISTED, SAID_UNKNOWN };

struct said_word {
	enum said_what what;
	unsigned why;    /* of SAID_UNKNOWN */
	unsigned server; /* below SAID_SERVERS_MAX */
};

struct said {
	uint8_t *word;
	uint64_t n;
};

void said_init(struct said *s, uint64_t steps); /* nothing about any of them */
void said_done(struct said *s);

void said_put(struct said *s, uint64_t step, struct said_word w);
struct said_word said_at(const struct said *s, uint64_t step);
