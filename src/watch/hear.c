/* Gathering hits and clean runs out of a round. */
#include "watch/hear.h"

#include "base/utf8.h"

#include <string.h>

struct gather {
	struct arena *arena;
	struct heard *out;
	struct heard_run *run;
	size_t runs, runs_cap;
	struct str *name;
	size_t names, names_cap;
};

static enum heard_health health_of(enum round_health h)
{
	switch (h) {
	case ROUND_OK:
		return HEARD_OK;
	case ROUND_PARTIAL:
		return HEARD_PARTIAL;
	case ROUND_BROKEN:
	case ROUND_HELD: /* a refusal in the form of praise, say: nothing that it says counts */
		return HEARD_BROKEN;
	case ROUND_REFUSED:
		return HEARD_REFUSED;
	case ROUND_SILENT:
		return HEARD_SILENT;
	case ROUND_LOST:
		return HEARD_LOST;
	case ROUND_SPENT:
		return HEARD_SPENT;
	}
	return HEARD_BROKEN;
}

/* One element more, in an array of the arena that doubles. */
static void *one_more(struct arena *arena, void *old, size_t n, size_t *cap, size_t size)
{
	void *new;

	if (n < *cap)
		return old;
	*cap = *cap ? 2 * *cap : 64;
	new = arena_new(arena, *cap, size);
	if (n)
		memcpy(new, old, n * size);
	return new;
}

/* `b` is the address after `a`. */
static bool follows(struct ip a, struct ip b)
{
	struct ip_key key = ip_key(a);

	if (++key.lo == 0)
		key.hi++;
	return a.len == b.len && ip_key_cmp(key, ip_key(b)) == 0;
}

static void add_clean(struct gather *g, struct range about)
{
	struct heard_run *last = g->runs ? &g->run[g->runs - 1] : NULL;

	if (last && follows(last->run.hi, about.lo)) {
		last->run.hi = about.hi;
		return;
	}
	if (g->runs == HEARD_RUNS_MAX)
		return;
	g->run = one_more(g->arena, g->run, g->runs, &g->runs_cap, sizeof(*g->run));
	g->run[g->runs++].run = about;
}

static void on_step(void *ctx, const struct round_step *step)
{
	struct gather *g = ctx;

	if (step->verdict != ANSWER_CLEAN)
		return;
	if (step->about.lo.len) {
		add_clean(g, step->about);
		return;
	}
	g->name = one_more(g->arena, g->name, g->names, &g->names_cap, sizeof(*g->name));
	g->name[g->names++] = arena_str(g->arena, step->name);
}

static struct str meaning_of(struct arena *arena, const struct round_hit *h)
{
	struct buf AUTO(buf_done) text;

	buf_init(&text, HEARD_MEANING_MAX);
	for (size_t i = 0; i < h->codes; i++) {
		if (!h->code[i].code)
			continue;
		if (text.n)
			buf_add(&text, STR("; "));
		buf_add(&text, h->code[i].code->meaning);
	}
	return arena_str(arena, buf_str(&text));
}

/* A stranger wrote it: what is no text becomes question marks. */
static struct str reason_of(struct arena *arena, const struct round_hit *h)
{
	struct str text = arena_str(arena, str_sub(h->reason, 0, HEARD_REASON_MAX));
	char *p = (char *)(uintptr_t)text.p;
	size_t bad;

	while ((bad = utf8_bad(text)) < text.n)
		p[bad] = '?';
	return text;
}

static void take_hit(const struct round_list *l, const struct round_hit *h, struct arena *arena,
		     struct heard_hit *out)
{
	*out = (struct heard_hit){
		.about = h->about,
		.name = arena_str(arena, h->name),
		.meaning = meaning_of(arena, h),
		.reason = reason_of(arena, h),
		.server = arena_str(arena, h->at),
		.ttl = h->ttl,
		.severity = h->severity,
		.kind = h->kind,
		.policy = h->policy,
		.second = l->local || (h->confirmed && h->confirmed_by != h->server),
	};
	for (size_t i = 0; i < h->codes && out->codes < HEARD_CODES_MAX; i++)
		out->code[out->codes++] = h->code[i].raw;
}

static void take_hits(const struct round_list *l, struct arena *arena, struct heard *out)
{
	size_t n = l->hits < HEARD_HITS_MAX ? l->hits : HEARD_HITS_MAX;
	struct heard_hit *hit = arena_new(arena, n, sizeof(*hit));

	for (size_t i = 0; i < n; i++)
		if (!l->hit[i].held)
			take_hit(l, &l->hit[i], arena, &hit[out->hits++]);
	out->hit = hit;
}

/* A server that failed a check says nothing of its own age either. */
static void take_words(const struct round_list *l, struct arena *arena, struct heard *out)
{
	struct serial_word *word = arena_new(arena, l->servers, sizeof(*word));

	for (size_t i = 0; i < l->servers; i++) {
		const struct round_server *s = &l->server[i];

		if (s->good && s->serial_before && s->serial_after)
			word[out->words++] =
				(struct serial_word){ s->at, s->serial_before, s->serial_after };
	}
	out->word = word;
}

void hear(const struct round *round, const struct round_list *list, struct arena *arena,
	  struct heard *out)
{
	struct gather g = { .arena = arena };

	*out = (struct heard){
		.zone = list->list->zone,
		.health = health_of(list->health),
		.why = arena_str(arena, str_sub(str_of(list->why), 0, HEARD_WHY_MAX)),
		.local = list->local,
		.spared = list->spared,
		.keep_s = list->keep_s,
		.serial_before = list->serial_before,
		.serial_after = list->serial_after,
		.asked = (uint32_t)list->asked,
	};
	for (unsigned i = 0; i < ROUND_WHY_COUNT; i++)
		out->unknown += (uint32_t)list->unknown[i];
	take_words(list, arena, out);
	take_hits(list, arena, out);
	round_each(round, list, on_step, &g);
	out->clean = g.run;
	out->cleans = g.runs;
	out->clean_name = g.name;
	out->clean_names = g.names;
}
