/* One face for tenancies and holdings. */
#include "model/stay.h"

#include "model/name_map.h"

#include <string.h>

struct stay stay_see(enum inv_kind kind, union stay_of of)
{
	if (kind == INV_TENANCY) {
		const struct tenancy *t = of.tenancy;

		return (struct stay){ t->customer, t->machine,   t->from,      t->until,
				      t->from_gap, t->until_gap, t->known_from };
	}
	const struct holding *h = of.holding;

	return (struct stay){ h->customer, h->machine,   h->from,      h->until,
			      h->from_gap, h->until_gap, h->known_from };
}

/* A user or a path means something on its machine only. */
static bool bound(const struct holding *h)
{
	return h->kind == HOLDING_USER || h->kind == HOLDING_PATH;
}

uint64_t stay_place_hash(enum inv_kind kind, union stay_of of)
{
	uint8_t raw[36];
	struct str text = { (const char *)raw, sizeof(raw) };

	if (kind == INV_HOLDING)
		return name_hash(of.holding->name, of.holding->kind + 1u);
	ip_raw(of.tenancy->range.lo, raw);
	ip_raw(of.tenancy->range.hi, raw + 16);
	memcpy(raw + 32, &of.tenancy->ports.lo, 2);
	memcpy(raw + 34, &of.tenancy->ports.hi, 2);
	return name_hash(text, 0);
}

bool stay_same_place(enum inv_kind kind, union stay_of a, union stay_of b)
{
	if (kind == INV_HOLDING)
		return a.holding->kind == b.holding->kind &&
		       str_eq(a.holding->name, b.holding->name) &&
		       (!bound(a.holding) || str_eq(a.holding->machine, b.holding->machine));
	return ip_eq(a.tenancy->range.lo, b.tenancy->range.lo) &&
	       ip_eq(a.tenancy->range.hi, b.tenancy->range.hi) &&
	       a.tenancy->ports.lo == b.tenancy->ports.lo &&
	       a.tenancy->ports.hi == b.tenancy->ports.hi;
}

bool stay_same_holder(enum inv_kind kind, union stay_of a, union stay_of b)
{
	struct stay x = stay_see(kind, a);
	struct stay y = stay_see(kind, b);

	return str_eq(x.customer, y.customer) && (kind == INV_TENANCY || x.machine.n == 0 ||
						  y.machine.n == 0 || str_eq(x.machine, y.machine));
}

bool stay_same(enum inv_kind kind, union stay_of a, union stay_of b)
{
	struct stay x = stay_see(kind, a);
	struct stay y = stay_see(kind, b);

	return str_eq(x.customer, y.customer) && str_eq(x.machine, y.machine) &&
	       x.from.us == y.from.us && x.until.us == y.until.us &&
	       x.from_gap.us == y.from_gap.us && x.until_gap.us == y.until_gap.us &&
	       (kind == INV_HOLDING ||
		(a.tenancy->use == b.tenancy->use && a.tenancy->floating == b.tenancy->floating));
}

static struct tenancy *copy_tenancy(struct arena *arena, const struct tenancy *t)
{
	struct tenancy *copy = arena_new(arena, 1, sizeof(*copy));

	*copy = *t;
	return copy;
}

static struct holding *copy_holding(struct arena *arena, const struct holding *h)
{
	struct holding *copy = arena_new(arena, 1, sizeof(*copy));

	*copy = *h;
	return copy;
}

static const struct tenancy *merge_tenancy(struct arena *arena, const struct tenancy *before,
					   const struct import_row *row)
{
	struct tenancy *t = copy_tenancy(arena, before);

	if (import_stated(row, FIELD_MACHINE))
		t->machine = row->tenancy.machine;
	if (import_stated(row, FIELD_USE))
		t->use = row->tenancy.use;
	if (import_stated(row, FIELD_FLOATING))
		t->floating = row->tenancy.floating;
	if (import_stated(row, FIELD_FROM)) {
		t->from = row->tenancy.from;
		t->from_gap = SPAN_US(0);
	}
	if (import_stated(row, FIELD_UNTIL)) {
		t->until = row->tenancy.until;
		t->until_gap = SPAN_US(0);
	}
	return t;
}

static const struct holding *merge_holding(struct arena *arena, const struct holding *before,
					   const struct import_row *row)
{
	struct holding *h = copy_holding(arena, before);

	if (import_stated(row, FIELD_MACHINE) && row->holding.machine.n)
		h->machine = row->holding.machine;
	if (import_stated(row, FIELD_FROM)) {
		h->from = row->holding.from;
		h->from_gap = SPAN_US(0);
	}
	if (import_stated(row, FIELD_UNTIL)) {
		h->until = row->holding.until;
		h->until_gap = SPAN_US(0);
	}
	return h;
}

union stay_of stay_merge(struct arena *arena, union stay_of before, const struct import_row *row)
{
	if (row->kind == INV_TENANCY)
		return (union stay_of){ .tenancy = merge_tenancy(arena, before.tenancy, row) };
	return (union stay_of){ .holding = merge_holding(arena, before.holding, row) };
}

union stay_of stay_ended(struct arena *arena, enum inv_kind kind, union stay_of before,
			 struct instant until, struct span gap)
{
	if (kind == INV_TENANCY) {
		struct tenancy *t = copy_tenancy(arena, before.tenancy);

		t->until = until;
		t->until_gap = gap;
		return (union stay_of){ .tenancy = t };
	}
	struct holding *h = copy_holding(arena, before.holding);

	h->until = until;
	h->until_gap = gap;
	return (union stay_of){ .holding = h };
}

union stay_of stay_begun(struct arena *arena, enum inv_kind kind, union stay_of before,
			 struct instant from, struct span gap)
{
	if (kind == INV_TENANCY) {
		struct tenancy *t = copy_tenancy(arena, before.tenancy);

		t->from = from;
		t->from_gap = gap;
		return (union stay_of){ .tenancy = t };
	}
	struct holding *h = copy_holding(arena, before.holding);

	h->from = from;
	h->from_gap = gap;
	return (union stay_of){ .holding = h };
}

union stay_of stay_learnt(struct arena *arena, enum inv_kind kind, union stay_of of,
			  struct instant now)
{
	if (kind == INV_TENANCY) {
		struct tenancy *t = copy_tenancy(arena, of.tenancy);

		t->id = 0;
		t->known_from = now;
		t->known_until = WHEN_NEVER;
		return (union stay_of){ .tenancy = t };
	}
	struct holding *h = copy_holding(arena, of.holding);

	h->id = 0;
	h->known_from = now;
	h->known_until = WHEN_NEVER;
	return (union stay_of){ .holding = h };
}

void stay_name(struct buf *out, enum inv_kind kind, union stay_of of)
{
	if (kind == INV_HOLDING) {
		buf_fmt(out, "%s ", holding_kind_name(of.holding->kind));
		buf_add(out, str_sub(of.holding->name, 0, 100));
		if (bound(of.holding) && of.holding->machine.n)
			buf_fmt(out, " on %.*s", STR_ARG(of.holding->machine));
		return;
	}
	range_fmt(out, of.tenancy->range);
	if (of.tenancy->ports.lo > 0 || of.tenancy->ports.hi < 65535)
		buf_fmt(out, " ports %u-%u", of.tenancy->ports.lo, of.tenancy->ports.hi);
}

void stay_tell(struct buf *out, enum inv_kind kind, union stay_of of)
{
	struct stay s = stay_see(kind, of);
	char text[WHEN_TEXT_MAX + 1];

	stay_name(out, kind, of);
	if (s.customer.n)
		buf_fmt(out, " of \"%.*s\"", (int)(s.customer.n > 60 ? 60 : s.customer.n),
			s.customer.p);
	buf_fmt(out, " from %s", instant_text(s.from, text));
	buf_fmt(out, " until %s", instant_text(s.until, text));
}
