/* Words of one octet: the server above, what was said below. */
#include "sweep/said.h"

#include "base/die.h"

#include <stdlib.h>

enum { SERVER_SHIFT = 6, WHAT = (1 << SERVER_SHIFT) - 1 };

void said_init(struct said *s, uint64_t steps)
{
	*s = (struct said){ mem_new(steps ? steps : 1, 1), steps };
}

void said_done(struct said *s)
{
	free(s->word);
	*s = (struct said){ 0 };
}

void said_put(struct said *s, uint64_t step, struct said_word w)
{
	unsigned what = w.what;

	die_if(step >= s->n || w.server >= SAID_SERVERS_MAX || w.why > SAID_WHY_MAX);
	if (w.what == SAID_UNKNOWN)
		what += w.why;
	s->word[step] = (uint8_t)(w.server << SERVER_SHIFT | what);
}

struct said_word said_at(const struct said *s, uint64_t step)
{
	unsigned octet = s->word[step];
	unsigned what = octet & WHAT;
	struct said_word w = { (enum said_what)what, 0, octet >> SERVER_SHIFT };

	if (what >= SAID_UNKNOWN)
		w = (struct said_word){ SAID_UNKNOWN, what - SAID_UNKNOWN, w.server };
	return w;
}
