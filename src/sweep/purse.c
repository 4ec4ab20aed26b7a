/* The operators' blocks of questions. */
#include "sweep/purse.h"

#include "base/die.h"
#include "sweep/ledger.h"
#include "sweep/pace.h"

#include <stdlib.h>

enum { BLOCK = 1000 };

struct block {
	const struct list *list; /* one of the operator's */
	uint32_t left;
	uint64_t owed; /* packets sent again that nothing was left for */
	struct instant begin, taken, again;
	struct pace pace;
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

static void give_back(struct purse *p, struct block *b)
{
	struct err ignored; /* credit that is not given back is lost, no more */

	if (b->left > 0)
		(void)!ledger_return(p->ledger, b->list->operator, b->left, b->taken, &ignored);
	b->left = 0;
}

/* Out of the reserve if need be, so that the book is true. */
static void pay_debt(struct purse *p, struct block *b)
{
	struct err ignored; /* as above */

	while (b->owed > 0) {
		struct ledger_wish wish = { .manual = true, .now = b->taken };
		struct budget_grant grant;

		wish.n = b->owed < BLOCK ? (uint32_t)b->owed : BLOCK;
		if (ledger_take(p->ledger, b->list, wish, &grant, &ignored) < 0 || grant.n == 0)
			return;
		b->owed -= grant.n;
	}
}

void purse_free(struct purse *p)
{
	if (!p)
		return;
	while (p->block) {
		struct block *b = p->block;

		give_back(p, b);
		pay_debt(p, b);
		p->block = b->next;
		free(b);
	}
	free(p);
}

static struct block *block_of(struct purse *p, const struct list *list)
{
	struct block *b;

	for (b = p->block; b; b = b->next)
		if (str_eq(b->list->operator, list->operator))
			return b;
	b = mem_new(1, sizeof(*b));
	b->list = list;
	b->pace = pace_of(list->budget.per_s);
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
	b->left = grant.n > b->owed ? grant.n - (uint32_t)b->owed : 0;
	b->owed -= grant.n - b->left;
	b->taken = now;
	b->begin = grant.begin;
	b->again = grant.n ? now : grant.again;
	return 0;
}

/* What is left of yesterday's block is not for today. */
static void end_day(struct purse *p, struct block *b, struct instant now)
{
	const int64_t day = INT64_C(86400) * 1000000;

	if (b->left > 0 && now.us / day != b->taken.us / day)
		give_back(p, b);
}

/* When the operator may be asked for the next time, at his pace. */
static struct instant paced(struct block *b, struct instant now)
{
	if (b->pace.at.us > now.us)
		b->pace.at.us = now.us; /* the clock was set back */
	if (pace_ready(&b->pace, (struct span){ now.us }))
		return now;
	return instant_add(now, pace_wait(&b->pace));
}

enum purse_answer purse_take(struct purse *p, const struct list *list, struct instant now,
			     struct instant *until, struct err *err)
{
	struct block *b;

	if (!p->ledger)
		return PURSE_SPEND;
	b = block_of(p, list);
	end_day(p, b, now);
	while (b->left == 0 && instant_cmp(b->again, now) <= 0)
		if (refill(p, b, list, now, err) < 0)
			return PURSE_EMPTY;
	*until = b->left ? b->begin : b->again;
	if (b->left && instant_cmp(b->begin, now) <= 0)
		*until = paced(b, now);
	if (instant_cmp(*until, now) <= 0) {
		pace_take(&b->pace);
		b->left--;
		return PURSE_SPEND;
	}
	if (instant_since(*until, now).us > SPAN_S(PURSE_PATIENCE_S).us)
		return PURSE_EMPTY;
	return PURSE_WAIT;
}

void purse_settle(struct purse *p, const struct list *list, unsigned packets)
{
	struct block *b;

	if (!p->ledger || packets == 1)
		return;
	b = block_of(p, list);
	if (packets == 0) {
		if (b->owed > 0)
			b->owed--;
		else
			b->left++;
		return;
	}
	packets--;
	if (b->left >= packets) {
		b->left -= packets;
		return;
	}
	b->owed += packets - b->left;
	b->left = 0;
}
