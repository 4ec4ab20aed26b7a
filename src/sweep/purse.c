/* The operators' blocks of questions. */
#include "sweep/purse.h"

#include "base/die.h"
#include "sweep/ledger.h"

#include <stdlib.h>

enum { BLOCK = 1000 };

struct block {
	struct str operator;
	uint32_t left;
	struct instant begin, taken, again;
	struct block *next;
};

struct purse {
	struct ledger *ledger;
	struct block *block;
};

struct purse *purse_new(struct ledger *ledger)
{
	struct purse *p = mem_new(1, sizeof(*p));

	p->ledger = ledger;
	return p;
}

void purse_free(struct purse *p)
{
	struct err ignored; /* credit that is not given back is lost, no more */

	if (!p)
		return;
	while (p->block) {
		struct block *b = p->block;

		if (b->left > 0)
			(void)!ledger_return(p->ledger, b->operator, b->left, b->taken, &ignored);
		p->block = b->next;
		free(b);
	}
	free(p);
}

static struct block *block_of(struct purse *p, struct str operator)
{
	struct block *b;

	for (b = p->block; b; b = b->next)
		if (str_eq(b->operator, operator))
			return b;
	b = mem_new(1, sizeof(*b));
	b->operator= operator;
	b->again = WHEN_EVER;
	b->next = p->block;
	p->block = b;
	return b;
}

static int refill(struct purse *p, struct block *b, const struct list *list, struct instant now,
		  struct err *err)
{
	struct ledger_wish wish = { .n = BLOCK, .now = now };
	struct budget_grant grant;

	if (ledger_take(p->ledger, list, wish, &grant, err) < 0)
		return -1;
	b->left = grant.n;
	b->taken = now;
	b->begin = grant.begin;
	b->again = grant.n ? now : grant.again;
	return 0;
}

enum purse_answer purse_take(struct purse *p, const struct list *list, struct instant now,
			     struct instant *until, struct err *err)
{
	struct block *b;

	if (!p->ledger)
		return PURSE_SPEND;
	b = block_of(p, list->operator);
	if (b->left == 0 && instant_cmp(b->again, now) <= 0 && refill(p, b, list, now, err) < 0)
		return PURSE_EMPTY;
	*until = b->left ? b->begin : b->again;
	if (b->left && instant_cmp(b->begin, now) <= 0) {
		b->left--;
		return PURSE_SPEND;
	}
	if (instant_since(*until, now).us > SPAN_S(PURSE_PATIENCE_S).us)
		return PURSE_EMPTY;
	return PURSE_WAIT;
}
