/* Counting what is newly named in a round, and praise that is given to everybody. */
#include "model/breaker.h"

struct breaker breaker_new(const struct list *l, uint64_t space, bool baseline)
{
	return (struct breaker){ .list = l, .space = space, .baseline = baseline };
}

static bool has_rare(const struct answer *a)
{
	for (size_t i = 0; i < a->n_codes; i++)
		if (a->codes[i].code && a->codes[i].code->when_rare)
			return true;
	return false;
}

static bool same_place(struct ip a, struct ip b)
{
	return a.len == b.len && range_has(range_of_prefix(a, a.len == 4 ? 24 : 64), b);
}

/* An operator who praises all of us at once has stopped looking at the question. */
static void note_rare(struct breaker *b, struct ip ip, const struct answer *a)
{
	if (!has_rare(a)) {
		b->spread = 0;
		return;
	}
	if (b->spread == 0 || !same_place(b->last, ip))
		b->spread++;
	b->last = ip;
	if (b->spread >= BREAKER_SPREAD)
		b->state = BREAKER_DISGUISE;
}

static bool too_many(const struct breaker *b)
{
	if (b->baseline || b->named < BREAKER_LEAST)
		return false;
	return b->named >= BREAKER_ADDRESSES || b->named > b->space / 100 * BREAKER_PERCENT;
}

enum breaker_state breaker_note(struct breaker *b, struct ip ip, const struct answer *a, bool known)
{
	if (a->verdict == ANSWER_UNKNOWN || b->state != BREAKER_CLOSED)
		return b->state;
	note_rare(b, ip, a);
	if (a->verdict == ANSWER_LISTED && !known) {
		b->named++;
		if (b->state == BREAKER_CLOSED && too_many(b))
			b->state = BREAKER_TRIPPED;
	}
	return b->state;
}
