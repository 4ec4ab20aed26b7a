/* A shelf of lists for tests of the agenda, and their clock. */
#pragma once

#include "model/agenda.h"

#define MINUTE INT64_C(60)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define BEGIN INT64_C(1699920000) /* a midnight */

static const struct agenda_rules usual;

UNUSED static struct instant at_s(int64_t s)
{
	return (struct instant){ (BEGIN + s) * 1000000 };
}

UNUSED static int64_t seconds(struct instant t)
{
	return t.us / 1000000 - BEGIN;
}

/* Lists for the small cases. */
struct shelf {
	struct list list[4];
	struct standing standing[4];
	struct agenda_list a[4];
	size_t n;
};

UNUSED static struct agenda_list *add(struct shelf *s, uint32_t per_day)
{
	struct agenda_list *a = &s->a[s->n];

	s->list[s->n] = (struct list){
		.zone = STR("bl.example"),
		.kind = LIST_BLOCK,
		.budget = {.per_s = 20, .per_day = per_day}
	};
	s->standing[s->n] = standing_new(STR("bl.example"));
	s->standing[s->n].check_cost = 40;
	*a = (struct agenda_list){ .list = &s->list[s->n],
				   .standing = &s->standing[s->n],
				   .single = WHEN_NEVER,
				   .last = WHEN_EVER };
	for (unsigned i = 0; i < AGENDA_WALKS; i++)
		a->walk[i] = (struct agenda_walk){ .begun = WHEN_NEVER, .due = WHEN_EVER };
	s->n++;
	return a;
}

/* As if its walk had been completed once and is due then. */
UNUSED static void set_due(struct agenda_list *a, unsigned walk, uint64_t steps, int64_t due)
{
	a->steps[walk] = steps;
	a->walk[walk].walks = 1;
	a->walk[walk].due = at_s(due);
}

UNUSED static struct agenda_pick next(const struct shelf *s, uint32_t left, int64_t now)
{
	return agenda_next(s->a, s->n, left, &usual, at_s(now));
}
