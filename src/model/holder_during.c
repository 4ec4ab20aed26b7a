/* Cutting a stretch where any tenancy begins or ends, and asking who held it in each piece. */
#include "model/holder_during.h"

#include "base/die.h"

#include <stdlib.h>
#include <string.h>

static bool lies_within(struct instant t, const struct holder_stretch *s)
{
	return instant_cmp(t, s->from) > 0 && instant_cmp(t, s->until) < 0;
}

static int by_time(const void *a, const void *b)
{
	return instant_cmp(*(const struct instant *)a, *(const struct instant *)b);
}

/* The moments at which another may hold it, in their order, the stretch's beginning first. */
static size_t cut(const struct tenancy *const *t, size_t n, const struct holder_stretch *s,
		  struct instant *at)
{
	size_t cuts = 0;

	at[cuts++] = s->from;
	for (size_t i = 0; i < n; i++) {
		if (!range_has(t[i]->range, s->ip))
			continue;
		if (lies_within(t[i]->from, s))
			at[cuts++] = t[i]->from;
		if (lies_within(t[i]->until, s))
			at[cuts++] = t[i]->until;
	}
	qsort(at, cuts, sizeof(*at), by_time);
	return cuts;
}

static bool same_holder(const struct tenancy *a, const struct tenancy *b)
{
	if (!a || !b)
		return a == b;
	return str_eq(a->customer, b->customer);
}

/* Whether there is room for one more. Where nobody knows the beginning the latest are likelier. */
static bool make_room(const struct holder_stretch *s, struct holder_spell *out, size_t *spells)
{
	if (*spells < HOLDER_SPELLS_MAX)
		return true;
	if (instant_cmp(s->from, WHEN_EVER) != 0)
		return false;
	memmove(out, out + 1, (HOLDER_SPELLS_MAX - 1) * sizeof(*out));
	(*spells)--;
	return true;
}

size_t holder_during(const struct tenancy *const *tenancy, size_t n, const struct prefix *prefix,
		     const struct holder_stretch *stretch, struct holder_spell *out)
{
	struct instant *at = mem_new(2 * n + 1, sizeof(*at));
	size_t cuts = cut(tenancy, n, stretch, at);
	size_t spells = 0;

	for (size_t i = 0; i < cuts; i++) {
		/* our own boundaries are compared with themselves: only the beginning, which
		 * somebody else's clock told, may be off */
		struct holder_ask ask = { stretch->ip, HOLDER_PORT_ANY, at[i],
					  WHEN_NEVER,  SPAN_US(0),      stretch->usual };
		struct holder_answer answer;
		const struct tenancy *t;

		if (i > 0 && instant_cmp(at[i], at[i - 1]) == 0)
			continue;
		if (i == 0 && instant_cmp(stretch->from, WHEN_EVER) != 0)
			ask.skew = SPAN_US(-1);
		holder_decide(tenancy, n, prefix, &ask, &answer);
		t = answer.n ? answer.share[0].tenancy : NULL;
		if (spells > 0 && same_holder(out[spells - 1].tenancy, t))
			continue;
		if (spells > 0)
			out[spells - 1].until = at[i];
		if (!make_room(stretch, out, &spells))
			break;
		out[spells++] =
			(struct holder_spell){ t, at[i], stretch->until, holder_sureness(&answer) };
	}
	free(at);
	return spells;
}
