/* The operators' blocks of packets. */
#include "sweep/purse.h"

#include "base/die.h"
#include "sweep/pace.h"
#include "sweep/till.h"

#include <stdlib.h>

enum { BLOCK = 1000 };

struct block {
	const struct list *list; /* one of the operator's */
	uint32_t left;
	struct instant begin, taken, again;
	struct pace pace;
	struct block *next;
};

struct purse {
	struct till till; /* take NULL: none */
	struct block *block;
};

struct purse *purse_new(const struct till *till)
{
	struct purse *p = mem_new(1, sizeof(*p));

	if (till)
		p->till = *till;
	return p;
}

static void give_back(struct purse *p, struct block *b)
{
	if (b->left > 0)
		p->till.give(p->till.ctx, b->list, b->left, b->taken);
	b->left = 0;
}

void purse_free(struct purse *p)
{
	if (!p)
		return;
	while (p->block) {
		struct block *b = p->block;

		give_back(p, b);
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

static enum till_answer refill(struct purse *p, struct block *b, const struct till_wish *wish,
			       struct err *err)
{
	struct budget_grant grant;
	enum till_answer got = p->till.take(p->till.ctx, wish, &grant, err);

	if (got != TILL_GRANTED)
		return got;
	b->left = grant.n;
	b->taken = wish->now;
	b->begin = grant.begin;
	b->again = grant.n ? wish->now : grant.again;
	return got;
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

/* Blocks until one has something in it, or it is known when one may. */
static enum till_answer fill(struct purse *p, struct block *b, const struct till_wish *wish,
			     struct err *err)
{
	enum till_answer got = TILL_GRANTED;

	end_day(p, b, wish->now);
	while (got == TILL_GRANTED && b->left == 0 && instant_cmp(b->again, wish->now) <= 0)
		got = refill(p, b, wish, err);
	return got;
}

enum purse_answer purse_take(struct purse *p, const struct list *list, struct instant now,
			     struct instant *until, struct err *err)
{
	struct till_wish wish = { list, BLOCK, now };
	enum till_answer got;
	struct block *b;

	if (!p->till.take)
		return PURSE_SPEND;
	b = block_of(p, list);
	got = fill(p, b, &wish, err);
	*until = instant_add(now, SPAN_MS(PURSE_PENDING_MS));
	if (got != TILL_GRANTED)
		return got == TILL_PENDING ? PURSE_WAIT : PURSE_EMPTY;
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

void purse_give(struct purse *p, const struct list *list, uint32_t packets)
{
	if (p->till.take && packets > 0)
		block_of(p, list)->left += packets;
}
