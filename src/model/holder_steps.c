/* Time is cut at every boundary and at the beginning of its gap; in each cut the most specific
 * tenancy wins, unless something there is rough or depends on ports. */
#include "model/holder_steps.h"

#include "base/die.h"

#include <stdlib.h>

void holder_steps_done(struct holder_steps *s)
{
	free(s->step);
	free(s->cut);
	free(s->begun);
	*s = (struct holder_steps){ 0 };
}

/* When it may have begun: EVER where nobody told. */
static int64_t earliest(const struct tenancy *t)
{
	if (t->from_gap.us == GAP_UNKNOWN.us)
		return INT64_MIN;
	return instant_add(t->from, (struct span){ -t->from_gap.us }).us;
}

static int64_t rough_end(const struct tenancy *t)
{
	return instant_add(t->until, (struct span){ -t->until_gap.us }).us;
}

static int by_time(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a;
	int64_t y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int by_begin(const void *a, const void *b, void *tenancy)
{
	const struct tenancy *t = tenancy;
	int64_t x = earliest(&t[*(const uint32_t *)a]);
	int64_t y = earliest(&t[*(const uint32_t *)b]);

	return (x > y) - (x < y);
}

static size_t collect(struct holder_steps *s, const struct tenancy *tenancy, const uint32_t *index,
		      size_t n, size_t *begun)
{
	size_t cuts = 0;

	if (s->begun_room <= n) { /* never none: sorting wants an array */
		s->begun_room = 2 * n + 1;
		s->begun = mem_grow(s->begun, s->begun_room, sizeof(*s->begun));
	}
	if (s->cuts_room < 4 * n + 1) {
		s->cuts_room = 8 * n + 1;
		s->cut = mem_grow(s->cut, s->cuts_room, sizeof(*s->cut));
	}
	*begun = 0;
	s->cut[cuts++] = INT64_MIN;
	for (size_t i = 0; i < n; i++) {
		const struct tenancy *t = &tenancy[index[i]];

		if (t->known_until.us != INT64_MAX)
			continue;
		s->begun[(*begun)++] = index[i];
		s->cut[cuts++] = earliest(t);
		s->cut[cuts++] = t->from.us;
		s->cut[cuts++] = rough_end(t);
		s->cut[cuts++] = t->until.us;
	}
	qsort(s->cut, cuts, sizeof(*s->cut), by_time);
	return cuts;
}

static void add_step(struct holder_steps *s, int64_t at, uint32_t who, const struct tenancy *t)
{
	if (s->n && s->step[s->n - 1].who == who)
		return;
	if (s->n == s->room) {
		s->room = s->room ? 2 * s->room : 64;
		s->step = mem_grow(s->step, s->room, sizeof(*s->step));
	}
	s->step[s->n++] = (struct holder_step){
		.at = at,
		.who = who,
		.use = who ? (uint8_t)t->use : 0,
		.whole_from = who && t->from.us == at,
	};
}

/* The ends are known when all steps are. */
static void mark_ends(struct holder_steps *s, const struct tenancy *tenancy)
{
	for (size_t i = 0; i < s->n; i++) {
		int64_t end = i + 1 < s->n ? s->step[i + 1].at : INT64_MAX;

		if (s->step[i].who)
			s->step[i].whole_until = tenancy[s->step[i].who - 1].until.us == end;
	}
}

/* Whether the tenancy's part in [at, ...) is anything but sure. */
static bool rough(const struct tenancy *t, int64_t at)
{
	return at < t->from.us || at >= rough_end(t) || t->ports.lo > 0 || t->ports.hi < 65535;
}

/* The sure winner among the active ones at `at`: index + 1; 0 also where two contradict. */
static uint32_t winner(const struct tenancy *tenancy, const uint32_t *active, size_t n, int64_t at)
{
	uint32_t best = 0;
	bool two = false;

	for (size_t i = 0; i < n; i++) {
		const struct tenancy *t = &tenancy[active[i]];
		int d = best ? range_size_cmp(t->range, tenancy[best - 1].range) : -1;

		if (rough(t, at))
			return 0;
		if (d < 0)
			best = active[i] + 1;
		two = d == 0 || (two && d > 0);
	}
	return !best || two || tenancy[best - 1].use == USE_FREE ? 0 : best;
}

size_t holder_steps_of(struct holder_steps *s, const struct tenancy *tenancy, const uint32_t *index,
		       size_t n)
{
	size_t begun;
	size_t cuts = collect(s, tenancy, index, n, &begun);
	uint32_t *active = s->begun; /* the beginning of the same array: never overtakes `next` */
	size_t actives = 0;
	size_t next = 0;

	s->n = 0;
	/* by when they may have begun, so that one walk meets each of them once */
	qsort_r(s->begun, begun, sizeof(*s->begun), by_begin, (void *)tenancy);
	for (size_t c = 0; c < cuts; c++) {
		int64_t at = s->cut[c];
		size_t kept = 0;
		uint32_t who;

		if ((c && at == s->cut[c - 1]) || at == INT64_MAX)
			continue;
		for (size_t i = 0; i < actives; i++)
			if (tenancy[active[i]].until.us > at)
				active[kept++] = active[i];
		actives = kept;
		for (; next < begun && earliest(&tenancy[s->begun[next]]) <= at; next++)
			if (tenancy[s->begun[next]].until.us > at)
				active[actives++] = s->begun[next];
		who = winner(tenancy, active, actives, at);
		add_step(s, at, who, who ? &tenancy[who - 1] : NULL);
	}
	mark_ends(s, tenancy);
	return s->n;
}
