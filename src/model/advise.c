/* Finding free addresses, laying listings over them, ranking. */
#include "model/advise.h"

#include "model/harm.h"

#include <math.h>
#include <stdlib.h>

enum { BATCH = 512 };

/* Worst first. */
enum weight { WEIGHT_NONE, WEIGHT_OTHER, WEIGHT_HURTS };

static const char *const for_name[ADVISE_PURPOSES] = { "any", "mail", "web" };

const char *advise_for_name(enum advise_for purpose)
{
	return for_name[purpose];
}

bool advise_for_parse(struct str text, enum advise_for *out)
{
	for (unsigned i = 0; i < ADVISE_PURPOSES; i++)
		if (str_eq(text, str_of(for_name[i]))) {
			*out = (enum advise_for)i;
			return true;
		}
	return false;
}

static int by_first(const void *a, const void *b)
{
	const struct range *x = a;
	const struct range *y = b;

	return ip_cmp(x->lo, y->lo);
}

/* The IPv4 prefixes as runs that do not touch each other. */
static size_t own_runs(struct arena *arena, const struct inventory *inv, struct range **out)
{
	struct range *run = arena_new(arena, inv->prefixes + 1, sizeof(*run));
	size_t n = 0;
	size_t runs = 0;

	for (size_t i = 0; i < inv->prefixes; i++)
		if (inv->prefix[i].range.lo.len == 4)
			run[n++] = inv->prefix[i].range;
	qsort(run, n, sizeof(*run), by_first);
	for (size_t i = 0; i < n; i++) {
		if (runs > 0 && ip_cmp(run[i].lo, run[runs - 1].hi) <= 0) {
			if (ip_cmp(run[i].hi, run[runs - 1].hi) > 0)
				run[runs - 1].hi = run[i].hi;
			continue;
		}
		run[runs++] = run[i];
	}
	*out = run;
	return runs;
}

static bool is_free(const struct holder_answer *a)
{
	if (a->kind != HOLDER_FREE || a->n > 1)
		return false;
	switch (a->use) {
	case USE_UNSTATED:
	case USE_SINGLE:
	case USE_FREE:
		return true;
	case USE_SHARED:
	case USE_GATEWAY:
	case USE_NAT:
	case USE_INFRA:
	case USE_COUNT:
		break;
	}
	return false;
}

/* Asks about so many addresses from the n-th of a run on. */
static void find_some(const struct holder_index *index, struct holder_ask *ask, size_t n,
		      struct advise_free *out)
{
	struct holder_answer answer[BATCH];

	holder_index_find_all(index, ask, n, answer);
	for (size_t i = 0; i < n; i++)
		if (is_free(&answer[i]))
			out->address[out->n++] =
				(struct advise_address){ .ip = ask[i].ip, .last = answer[i].last };
}

static void find_run(const struct holder_index *index, struct range run, struct instant now,
		     struct advise_free *out)
{
	uint64_t size = range_size(run);
	struct holder_ask ask[BATCH];

	for (uint64_t at = 0; at < size; at += BATCH) {
		size_t n = size - at < BATCH ? (size_t)(size - at) : BATCH;

		for (size_t i = 0; i < n; i++)
			ask[i] = (struct holder_ask){ range_at(run, at + i),
						      HOLDER_PORT_ANY,
						      now,
						      WHEN_NEVER,
						      SPAN_US(-1),
						      NULL };
		find_some(index, ask, n, out);
	}
}

void advise_find(struct arena *arena, const struct inventory *inv, const struct holder_index *index,
		 struct instant now, struct advise_free *out)
{
	struct range *run;
	size_t runs = own_runs(arena, inv, &run);
	size_t taken = 0;

	*out = (struct advise_free){ 0 };
	for (; taken < runs; taken++) {
		uint64_t left = ADVISE_LOOKED_MAX - out->looked;

		if (left == 0)
			break;
		if (range_size(run[taken]) > left) {
			run[taken].hi = range_at(run[taken], left - 1);
			out->cut = true;
		}
		out->looked += range_size(run[taken]);
	}
	out->cut = out->cut || taken < runs;
	out->address = arena_new(arena, (size_t)out->looked + 1, sizeof(*out->address));
	for (size_t i = 0; i < taken; i++)
		find_run(index, run[i], now, out);
}

static enum weight weight_of(const struct listing *l, enum advise_for purpose)
{
	bool aside = l->policy || l->kind == LIST_POLICY || l->kind == LIST_RANGE;

	if (l->state == LISTING_DROPPED || (l->kind != LIST_BLOCK && !aside))
		return WEIGHT_NONE;
	if (aside && purpose == ADVISE_WEB)
		return WEIGHT_NONE;
	if (harm_is_grave(l) || (aside && purpose == ADVISE_MAIL && l->severity >= HARM_SEVERITY))
		return WEIGHT_HURTS;
	return WEIGHT_OTHER;
}

static void note_now(struct advise_address *a, const struct listing *l, enum weight w)
{
	/* what is not sure yet, or held, is no reason to say that it hurts */
	bool hurts = w == WEIGHT_HURTS && listing_counts(l);

	if (hurts)
		a->hurts++;
	else
		a->others++;
	if (!a->worst || (hurts && a->hurts == 1) ||
	    (hurts == (a->hurts > 0) && l->severity > a->worst->severity))
		a->worst = l;
}

static void note_before(struct advise_address *a, const struct listing *l, struct instant now)
{
	double age = (double)instant_since(now, l->until).us / (double)ADVISE_HALF.us;

	a->before++;
	a->taint += l->severity * exp2(age > 0 ? -age : 0);
	if (!a->latest || instant_cmp(l->until, a->latest->until) > 0)
		a->latest = l;
}

/* The first address not before `ip`. */
static size_t first_from(const struct advise_free *f, struct ip ip)
{
	size_t lo = 0;
	size_t hi = f->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (ip_cmp(f->address[mid].ip, ip) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

void advise_listing(struct advise_free *f, const struct listing *l, enum advise_for purpose,
		    struct instant now)
{
	enum weight w = weight_of(l, purpose);

	if (w == WEIGHT_NONE || l->about.lo.len != 4)
		return;
	for (size_t i = first_from(f, l->about.lo);
	     i < f->n && ip_cmp(f->address[i].ip, l->about.hi) <= 0; i++) {
		if (l->state == LISTING_ENDED)
			note_before(&f->address[i], l, now);
		else
			note_now(&f->address[i], l, w);
	}
}

static int by_number(double a, double b)
{
	return (a > b) - (a < b);
}

static struct instant left_at(const struct advise_address *a)
{
	return a->last ? a->last->until : WHEN_EVER;
}

static int by_rank(const void *a, const void *b)
{
	const struct advise_address *x = a;
	const struct advise_address *y = b;
	int d = by_number(x->hurts, y->hurts);

	if (d == 0)
		d = by_number(x->others, y->others);
	if (d == 0) /* differences too small to matter leave the word to the tenants */
		d = by_number(round(x->taint * 10), round(y->taint * 10));
	if (d == 0)
		d = instant_cmp(left_at(x), left_at(y));
	return d ? d : ip_cmp(x->ip, y->ip);
}

void advise_rank(struct advise_free *f)
{
	if (f->n > 0)
		qsort(f->address, f->n, sizeof(*f->address), by_rank);
}

static void say_now(const struct advise_address *a, struct buf *out)
{
	uint32_t n = a->hurts + a->others;

	if (n == 0) {
		buf_add(out, STR("not listed now"));
		return;
	}
	buf_fmt(out, "listed now on %u list%s", n, n == 1 ? "" : "s");
	if (a->hurts == 0)
		buf_fmt(out, ", %s", n == 1 ? "which does not hurt" : "none of which hurts");
	else if (n > 1)
		buf_fmt(out, ", %u of which hurt%s", a->hurts, a->hurts == 1 ? "s" : "");
	buf_fmt(out, " (%.*s)", STR_ARG(a->worst->zone));
}

static void say_before(const struct advise_address *a, struct buf *out)
{
	char text[WHEN_TEXT_MAX + 1];

	if (a->before == 0)
		buf_add(out, STR("no listing before that we know of"));
	else
		buf_fmt(out, "listed %u time%s before, last until %s (%.*s)", a->before,
			a->before == 1 ? "" : "s", instant_text(a->latest->until, text),
			STR_ARG(a->latest->zone));
}

static void say_left(const struct advise_address *a, struct buf *out)
{
	char text[WHEN_TEXT_MAX + 1];

	if (!a->last)
		buf_add(out, STR("nobody that we know of ever held it"));
	else
		buf_fmt(out, "free since %s%s%.*s", instant_text(a->last->until, text),
			a->last->customer.n ? ", before that with " : "",
			STR_ARG(a->last->customer));
}

void advise_say(const struct advise_address *a, enum advise_reason which, struct buf *out)
{
	switch (which) {
	case ADVISE_NOW:
		say_now(a, out);
		return;
	case ADVISE_BEFORE:
		say_before(a, out);
		return;
	case ADVISE_LEFT:
		say_left(a, out);
		return;
	case ADVISE_REASONS:
		return;
	}
}
