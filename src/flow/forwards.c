/* A table in which a message takes the place of the one before it. */
#include "flow/forwards.h"

#include "base/die.h"

#include <stdlib.h>

void forwards_done(struct forwards *f)
{
	free(f->seen);
	*f = (struct forwards){ 0 };
}

static struct forwarded *place_of(struct forwards *f, uint64_t message_id)
{
	return &f->seen[message_id & (FORWARDS_MAX - 1)];
}

void forwards_add(struct forwards *f, uint64_t message_id, uint16_t host, uint32_t at_s)
{
	if (!f->seen)
		f->seen = mem_new(FORWARDS_MAX, sizeof(*f->seen));
	*place_of(f, message_id) = (struct forwarded){ message_id, at_s, host, FORWARDS_TIMES };
}

bool forwards_take(struct forwards *f, uint64_t message_id, uint16_t host, uint32_t at_s)
{
	struct forwarded *seen = f->seen ? place_of(f, message_id) : NULL;

	if (!seen || seen->message_id != message_id || seen->host != host || seen->left == 0 ||
	    at_s < seen->at_s || at_s - seen->at_s > FORWARDS_SOON)
		return false;
	seen->left--;
	return true;
}
