/* SHA-256 of what comes piece by piece. */
#pragma once

#include "base/str.h"

#define DIGEST_TEXT_MAX 64 /* lower-case hexadecimal digits */

struct digest {
	_Alignas(16) unsigned char state[128];
};

void digest_init(struct digest *d);
void digest_add(struct digest *d, struct str s);

/* The digits, with a NUL behind them; begins anew. */
void digest_text(struct digest *d, char text[DIGEST_TEXT_MAX + 1]);
