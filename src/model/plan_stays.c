/* Every row finds the stay it speaks of, or begins one; a snapshot ends those not spoken of.
 *
 * Stays are kept in slots, chained by place. A slot's `now` is what will be believed; where it
 * differs from `before` there is a change.
 */
#include "model/plan_stays.h"

#include "base/die.h"
#include "model/overlap.h"
#include "model/stay.h"

#include <stdio.h>
#include <stdlib.h>

struct slot {
	union stay_of before; /* NULL: begun by this import */
	union stay_of now;
	uint32_t row;        /* index + 1 of the row that spoke of it; 0: none */
	uint32_t next;       /* of the same chain, index + 1 */
	bool ended;          /* by this snapshot */
	struct instant seen; /* then: when it was surely there for the last time */
};

struct stays {
	struct plan_work *w;
	enum inv_kind kind;
	struct slot *slot;
	size_t n, room;
	uint32_t *chain;
	size_t chains; /* a power of two */
	size_t open;   /* how many there were at as_of */
	struct buf text;
};

static struct stay see(const struct stays *s, union stay_of of)
{
	return stay_see(s->kind, of);
}

static struct instant as_of(const struct stays *s)
{
	return s->w->how->as_of;
}

static bool lasts(struct stay x, struct instant t)
{
	return instant_cmp(x.from, t) <= 0 && instant_cmp(t, x.until) < 0;
}

static struct instant later(struct instant a, struct instant b)
{
	return a.us > b.us ? a : b;
}

/* From `lower` to `upper`; not known since when at all if `lower` is the beginning of time. */
static struct span gap_between(struct instant lower, struct instant upper)
{
	if (lower.us == INT64_MIN)
		return GAP_UNKNOWN;
	return lower.us < upper.us ? instant_since(upper, lower) : SPAN_US(0);
}

static uint32_t *chain_of(const struct stays *s, union stay_of of)
{
	return &s->chain[(stay_place_hash(s->kind, of) >> 20) & (s->chains - 1)];
}

static struct slot *add_slot(struct stays *s, union stay_of before, union stay_of now)
{
	uint32_t *chain = chain_of(s, now);

	die_if(s->n == s->room);
	s->slot[s->n] = (struct slot){ .before = before, .now = now, .next = *chain };
	*chain = (uint32_t)s->n + 1;
	return &s->slot[s->n++];
}

static struct slot *next_at(const struct stays *s, uint32_t *at, union stay_of place)
{
	while (*at) {
		struct slot *slot = &s->slot[*at - 1];

		*at = slot->next;
		if (stay_same_place(s->kind, slot->now, place))
			return slot;
	}
	return NULL;
}

static struct instant known_by(const struct stays *s)
{
	return s->w->how->last[s->kind];
}

/* Of a row without a beginning: when it must have lasted. */
static struct instant moment(const struct stays *s, const struct import_row *row, struct stay x)
{
	if (import_stated(row, FIELD_UNTIL) && instant_cmp(x.until, as_of(s)) <= 0)
		return (struct instant){ x.until.us - 1 };
	return as_of(s);
}

static bool speaks_of(const struct stays *s, const struct import_row *row, union stay_of of,
		      const struct slot *slot, bool exactly)
{
	struct stay x = see(s, of);
	struct stay y = see(s, slot->now);

	if (!stay_same_holder(s->kind, of, slot->now))
		return false;
	if (!import_stated(row, FIELD_FROM))
		return lasts(y, moment(s, row, x));
	return exactly ? x.from.us == y.from.us : overlap_in_time(x.from, x.until, y.from, y.until);
}

static void wrong_twice(struct stays *s, const struct import_row *row, union stay_of of,
			const struct slot *one, const struct slot *two)
{
	buf_clear(&s->text);
	stay_tell(&s->text, s->kind, of);
	buf_add(&s->text, STR(" could be either of what is known: "));
	stay_tell(&s->text, s->kind, one->now);
	buf_add(&s->text, STR("; "));
	stay_tell(&s->text, s->kind, two->now);
	plan_wrong(s->w, row, s->kind == INV_TENANCY ? FIELD_RANGE : FIELD_NAME, "%.*s",
		   STR_ARG(buf_str(&s->text)));
}

/* The slot that the row speaks of: the one that begins exactly so, else the only one that
 * overlaps. *unclear: there are several. */
static struct slot *find_slot(struct stays *s, const struct import_row *row, union stay_of of,
			      bool *unclear)
{
	struct slot *found = NULL;

	for (int exactly = import_stated(row, FIELD_FROM); exactly >= 0 && !found; exactly--) {
		uint32_t at = *chain_of(s, of);
		struct slot *slot;

		while ((slot = next_at(s, &at, of))) {
			if (!speaks_of(s, row, of, slot, exactly))
				continue;
			if (found && !exactly) {
				wrong_twice(s, row, of, found, slot);
				*unclear = true;
				return NULL;
			}
			found = slot;
		}
	}
	return found;
}

/* The latest time at which the place was surely another's, or this import's last look at it. */
static struct instant free_since(const struct stays *s, union stay_of place)
{
	struct instant lower = s->w->how->snapshot ? known_by(s) : WHEN_EVER;
	uint32_t at = *chain_of(s, place);
	struct slot *slot;

	while ((slot = next_at(s, &at, place))) {
		struct stay y = see(s, slot->now);
		bool over = instant_cmp(y.until, as_of(s)) <= 0;

		if (slot->ended)
			lower = later(lower, slot->seen);
		else if (over && y.until.us != INT64_MAX)
			lower = later(lower, y.until);
	}
	return lower;
}

static union stay_of of_row(const struct import_row *row)
{
	if (row->kind == INV_TENANCY)
		return (union stay_of){ .tenancy = &row->tenancy };
	return (union stay_of){ .holding = &row->holding };
}

/* A stay that nobody knew of. Its beginning may have to wait for what the snapshot ends. */
static void begin(struct stays *s, const struct import_row *row, uint32_t index)
{
	union stay_of of = of_row(row);
	struct stay x = see(s, of);

	if (!import_stated(row, FIELD_FROM) && instant_cmp(x.until, as_of(s)) <= 0) {
		plan_wrong(s->w, row, FIELD_UNTIL,
			   "until: it ended before anybody heard of it: say from when it was");
		return;
	}
	add_slot(s, (union stay_of){ NULL }, of)->row = index + 1;
}

/* In a snapshot another machine or use is a move, not a correction. */
static bool moved(const struct stays *s, const struct slot *slot, union stay_of next)
{
	struct stay y = see(s, slot->now);

	if (!s->w->how->snapshot || instant_cmp(y.from, as_of(s)) >= 0 || !slot->before.tenancy ||
	    !lasts(y, as_of(s)))
		return false;
	if (y.machine.n && !str_eq(y.machine, see(s, next).machine))
		return true;
	return s->kind == INV_TENANCY && slot->now.tenancy->use != USE_UNSTATED &&
	       slot->now.tenancy->use != next.tenancy->use;
}

/* Ends a slot at the snapshot; the true end lies behind the last look at it. */
static void end_slot(struct stays *s, struct slot *slot)
{
	struct stay y = see(s, slot->now);

	slot->seen = later(known_by(s), y.from);
	if (slot->seen.us == INT64_MIN && instant_cmp(y.known_from, as_of(s)) <= 0)
		slot->seen = y.known_from;
	slot->ended = true;
	slot->now = stay_ended(s->w->arena, s->kind, slot->now, as_of(s),
			       instant_since(as_of(s), slot->seen));
}

static void speak_again(struct stays *s, const struct import_row *row, const struct slot *slot)
{
	const struct import_row *first = &s->w->in->row[slot->row - 1];

	if (stay_same(s->kind, stay_merge(s->w->arena, slot->now, row), slot->now))
		return;
	buf_clear(&s->text);
	stay_name(&s->text, s->kind, slot->now);
	plan_wrong(s->w, row, s->kind == INV_TENANCY ? FIELD_RANGE : FIELD_NAME,
		   "%.*s stands there twice, and differs from %.*s:%u", STR_ARG(buf_str(&s->text)),
		   STR_ARG(s->w->in->file[first->file]), first->line);
}

static void take_row(struct stays *s, const struct import_row *row, uint32_t index)
{
	union stay_of of = of_row(row);
	bool unclear = false;
	struct slot *slot = find_slot(s, row, of, &unclear);
	union stay_of next;

	if (unclear)
		return;
	/* what had ended, and is there in a snapshot, has begun anew */
	if (slot && s->w->how->snapshot && slot->before.tenancy && !slot->row &&
	    instant_cmp(see(s, of).until, as_of(s)) > 0 &&
	    instant_cmp(see(s, slot->now).until, as_of(s)) <= 0) {
		add_slot(s, (union stay_of){ NULL },
			 stay_begun(s->w->arena, s->kind, of, as_of(s), GAP_UNKNOWN))
			->row = index + 1;
		return;
	}
	if (!slot) {
		begin(s, row, index);
		return;
	}
	if (slot->row) {
		speak_again(s, row, slot);
		return;
	}
	next = stay_merge(s->w->arena, slot->now, row);
	slot->row = index + 1;
	if (moved(s, slot, next)) {
		end_slot(s, slot);
		next = stay_begun(s->w->arena, s->kind, next, as_of(s), GAP_UNKNOWN);
		add_slot(s, (union stay_of){ NULL }, next)->row = index + 1;
		return;
	}
	if (!stay_same(s->kind, next, slot->now))
		slot->now = next;
}

static bool knows_names(struct stays *s, const struct import_row *row)
{
	struct stay x = see(s, of_row(row));
	bool customer = plan_knows_customer(s->w, row, x.customer, FIELD_CUSTOMER);

	return plan_knows_machine(s->w, row, x.machine) && customer;
}

static void end_missing(struct stays *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct slot *slot = &s->slot[i];

		if (!slot->row && lasts(see(s, slot->now), as_of(s)))
			end_slot(s, slot);
	}
}

/* New stays of a snapshot, and those without a beginning, get theirs: after what went before. */
static void set_beginnings(struct stays *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct slot *slot = &s->slot[i];
		const struct import_row *row;
		bool anew;

		if (slot->before.tenancy || !slot->row)
			continue;
		row = &s->w->in->row[slot->row - 1];
		anew = see(s, slot->now).from_gap.us == GAP_UNKNOWN.us;
		if (import_stated(row, FIELD_FROM) && !anew)
			continue;
		slot->now = stay_begun(s->w->arena, s->kind, slot->now, as_of(s),
				       gap_between(free_since(s, slot->now), as_of(s)));
	}
}

/* Where a snapshot says from when the next one was there, the one before ended then. */
static void meet_stated(struct stays *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct slot *slot = &s->slot[i];
		struct stay x = see(s, slot->now);
		uint32_t at = *chain_of(s, slot->now);
		struct slot *old;

		if (slot->before.tenancy || x.from_gap.us)
			continue;
		while ((old = next_at(s, &at, slot->now))) {
			struct stay y = see(s, old->now);

			if (old->ended && instant_cmp(y.from, x.from) < 0 &&
			    instant_cmp(x.from, y.until) < 0)
				old->now = stay_ended(s->w->arena, s->kind, old->now, x.from,
						      SPAN_US(0));
		}
	}
}

static void check_ends(struct stays *s)
{
	const struct import_how *how = s->w->how;
	unsigned part = how->ends_per_mille ? how->ends_per_mille : IMPORT_ENDS_PER_MILLE;
	size_t ends = 0;
	char most[32];

	for (size_t i = 0; i < s->n; i++)
		ends += s->slot[i].ended;
	if (how->allow_ends >= 0 ? (int64_t)ends <= how->allow_ends : ends * 1000 <= s->open * part)
		return;
	if (how->allow_ends >= 0)
		snprintf(most, sizeof(most), "were allowed");
	else
		snprintf(most, sizeof(most), "%g %%", part / 10.0);
	import_wrong(
		&s->w->out->errors, s->w->arena,
		(struct import_at){ s->w->in->files ? s->w->in->file[0] : STR("import"), 0, 0 },
		"this snapshot would end %zu of %zu %s, more than %s: if that is right, say "
		"--allow-ends %zu",
		ends, s->open, inv_kind_names(s->kind), most, ends);
}

static void tell_overlap(struct stays *s, const struct slot *a, const struct slot *b)
{
	const struct slot *blame = b->row ? b : a;
	const struct slot *other = blame == b ? a : b;
	const struct import_row *row;

	if (!a->row && !b->row)
		return; /* nothing that this import says */
	row = &s->w->in->row[blame->row - 1];
	buf_clear(&s->text);
	stay_tell(&s->text, s->kind, blame->now);
	buf_add(&s->text, STR(" overlaps "));
	stay_tell(&s->text, s->kind, other->now);
	if (other->row) {
		const struct import_row *from = &s->w->in->row[other->row - 1];

		buf_fmt(&s->text, " (%.*s:%u)", STR_ARG(s->w->in->file[from->file]), from->line);
	} else {
		buf_add(&s->text, STR(" (known already)"));
	}
	plan_wrong(s->w, row, s->kind == INV_TENANCY ? FIELD_RANGE : FIELD_NAME, "%.*s",
		   STR_ARG(buf_str(&s->text)));
}

static void tell_tenancies(void *ctx, size_t a, size_t b)
{
	struct stays *s = ctx;

	tell_overlap(s, &s->slot[a < b ? a : b], &s->slot[a < b ? b : a]);
}

static void check_tenancies(struct stays *s)
{
	const struct tenancy **all = mem_new(s->n + 1, sizeof(*all));

	for (size_t i = 0; i < s->n; i++)
		all[i] = s->slot[i].now.tenancy;
	overlap_find(all, s->n, tell_tenancies, s);
	free(all);
}

/* A name is one customer's at a time, on whatever machine; one customer's on several is fine. */
static bool contradict(const struct stays *s, const struct slot *a, const struct slot *b)
{
	struct stay x = see(s, a->now);
	struct stay y = see(s, b->now);

	return overlap_in_time(x.from, x.until, y.from, y.until) &&
	       (!str_eq(x.customer, y.customer) || str_eq(x.machine, y.machine));
}

static void check_holdings(struct stays *s)
{
	for (size_t i = 0; i < s->n; i++) {
		uint32_t at = s->slot[i].next;
		struct slot *other;

		while ((other = next_at(s, &at, s->slot[i].now)))
			if (contradict(s, other, &s->slot[i]))
				tell_overlap(s, other, &s->slot[i]);
	}
}

/* Each slot's end lies behind its beginning, whatever was stated of either. */
static void check_order(struct stays *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct slot *slot = &s->slot[i];
		struct stay x = see(s, slot->now);

		if (!slot->row || instant_cmp(x.from, x.until) < 0)
			continue;
		buf_clear(&s->text);
		stay_tell(&s->text, s->kind, slot->now);
		plan_wrong(s->w, &s->w->in->row[slot->row - 1], FIELD_UNTIL,
			   "%.*s: that ends before it begins", STR_ARG(buf_str(&s->text)));
	}
}

static union inv_of to_inv(enum inv_kind kind, union stay_of of)
{
	if (kind == INV_TENANCY)
		return (union inv_of){ .tenancy = of.tenancy };
	return (union inv_of){ .holding = of.holding };
}

static enum import_op op_of(const struct stays *s, const struct slot *slot)
{
	if (slot->ended)
		return IMPORT_END;
	if (!slot->before.tenancy)
		return IMPORT_ADD;
	return stay_same(s->kind, slot->before, slot->now) ? IMPORT_UNCHANGED : IMPORT_CORRECT;
}

/* Ends and corrections first, so that what is added finds its place free. */
static void emit(struct stays *s)
{
	for (int adding = 0; adding < 2; adding++) {
		for (size_t i = 0; i < s->n; i++) {
			struct slot *slot = &s->slot[i];
			enum import_op op = op_of(s, slot);
			struct import_change c = { .op = op, .kind = s->kind };

			if ((op == IMPORT_ADD) != adding || (!slot->row && !slot->ended))
				continue;
			if (slot->row && !slot->ended)
				c.row = &s->w->in->row[slot->row - 1];
			if (op != IMPORT_ADD)
				c.before = to_inv(s->kind, slot->before);
			if (op != IMPORT_UNCHANGED)
				c.after = to_inv(s->kind, stay_learnt(s->w->arena, s->kind,
								      slot->now, s->w->how->now));
			plan_add(s->w, &c);
		}
	}
}

static size_t count(const struct stays *s)
{
	return s->kind == INV_TENANCY ? s->w->have->tenancies : s->w->have->holdings;
}

static union stay_of believed(const struct stays *s, size_t i)
{
	if (s->kind == INV_TENANCY)
		return (union stay_of){ .tenancy = &s->w->have->tenancy[i] };
	return (union stay_of){ .holding = &s->w->have->holding[i] };
}

static void fill(struct stays *s)
{
	size_t rows = 0;

	for (size_t i = 0; i < s->w->in->rows; i++)
		rows += s->w->in->row[i].kind == s->kind;
	s->room = count(s) + 2 * rows; /* a row may end one and begin another */
	s->slot = mem_new(s->room + 1, sizeof(*s->slot));
	for (s->chains = 64; s->chains < s->room; s->chains *= 2)
		;
	s->chain = mem_new(s->chains, sizeof(*s->chain));
	for (size_t i = 0; i < count(s); i++) {
		s->open += lasts(see(s, believed(s, i)), as_of(s));
		(void)add_slot(s, believed(s, i), believed(s, i));
	}
}

void plan_stays(struct plan_work *w, enum inv_kind kind)
{
	struct stays s = { .w = w, .kind = kind };
	bool snapshot = w->how->snapshot && w->in->kinds >> kind & 1;

	if (!(w->in->kinds >> kind & 1))
		return;
	buf_init(&s.text, 2000);
	fill(&s);
	for (size_t i = 0; i < w->in->rows; i++)
		if (w->in->row[i].kind == kind && knows_names(&s, &w->in->row[i]))
			take_row(&s, &w->in->row[i], (uint32_t)i);
	if (snapshot) {
		end_missing(&s);
		check_ends(&s);
	}
	set_beginnings(&s);
	if (snapshot)
		meet_stated(&s);
	check_order(&s);
	if (kind == INV_TENANCY)
		check_tenancies(&s);
	else
		check_holdings(&s);
	emit(&s);
	free(s.slot);
	free(s.chain);
	buf_done(&s.text);
}
